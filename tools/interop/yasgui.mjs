// Opens a page with YASGUI in a headless browser, asks a service one query there, and prints the table as JSON.
//   node yasgui.mjs BROWSER PAGE ADDRESS QUERY
// SAMENHANG_CLIENTS is the folder that `make clients` has filled.
import { createRequire } from "node:module";

const { chromium } = createRequire(`${process.env.SAMENHANG_CLIENTS}/`)("playwright-core");
const [browserPath, page, address, query] = process.argv.slice(2);
const browser = await chromium.launch({ executablePath: browserPath, args: ["--no-sandbox"] });
try {
  const tab = await browser.newPage();
  const faults = [];
  tab.on("pageerror", (error) => faults.push(String(error)));
  await tab.goto(page);
  await tab.evaluate(
    ([endpoint, text]) => {
      const own = { persistenceId: null, requestConfig: { endpoint }, copyEndpointOnNewTab: false };
      const yasgui = new window.Yasgui(document.getElementById("yasgui"), own);
      const shown = yasgui.getTab();
      shown.setEndpoint(endpoint);
      shown.getYasqe().setValue(text);
      return shown.query();
    },
    [address, query],
  );
  await tab.waitForSelector(".yasr_results table tbody tr", { timeout: 20000 });
  const rows = await tab.$$eval(".yasr_results table tbody tr", (found) => found.map((row) => row.innerText));
  console.log(JSON.stringify({ rows, faults }));
} finally {
  await browser.close();
}
