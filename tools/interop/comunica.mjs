// Asks a service through Comunica, unchanged, and prints what comes of it as JSON.
//   node comunica.mjs ADDRESS (bindings|boolean|quads|void) QUERY [TOKEN]
// SAMENHANG_CLIENTS is the folder that `make clients` has filled.
import { createRequire } from "node:module";

const { QueryEngine } = createRequire(`${process.env.SAMENHANG_CLIENTS}/`)("@comunica/query-sparql");
const [address, form, query, token] = process.argv.slice(2);
const sent = (input, init = {}) => {
  const headers = new Headers(init.headers);
  if (token) headers.set("authorization", `Bearer ${token}`);
  return fetch(input, { ...init, headers });
};
const source = form === "void" ? { type: "sparql", value: address } : address;
const context = { sources: [source], destination: source, fetch: sent };
const engine = new QueryEngine();
const answers = {
  bindings: async () => {
    const rows = await (await engine.queryBindings(query, context)).toArray();
    return rows.map((row) => Object.fromEntries([...row].map(([name, term]) => [name.value, term.value])));
  },
  boolean: () => engine.queryBoolean(query, context),
  quads: async () => (await (await engine.queryQuads(query, context)).toArray()).length,
  void: async () => {
    await engine.queryVoid(query, context);
    return null;
  },
};
console.log(JSON.stringify(await answers[form]()));
