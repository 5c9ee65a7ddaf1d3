"""What the sheet with instructions says."""

from __future__ import annotations

from typing import Final

from samenhang.model import Text

TITLE: Final = Text("Een dataset van inrichtingen invullen", "Filling in a dataset of arrangements")
STEPS: Final = (
    Text(
        "1. Vul in het blad Inrichtingen een rij in per inrichting: een voor het stelsel, en een voor elk segment "
        "(zorgtype of contract) daarbinnen. Overschrijf de voorbeeldrijen.",
        "1. In the sheet Arrangements, fill in one row per arrangement: one for the system, and one for each segment "
        "(care type or contract) within it. Overwrite the example rows.",
    ),
    Text(
        "2. Geef elke rij een eigen id: kort, zonder spaties, en in een volgende versie hetzelfde.",
        "2. Give every row an id of its own: short, without spaces, and the same in a next version.",
    ),
    Text(
        "3. Kies bij een dimensie een optie uit de lijst. De naam van een optie mag ook, in het Nederlands of Engels. "
        "Laat leeg wat niet is gekozen of niet bekend is; leeg is geen antwoord.",
        "3. For a dimension, choose an option from the list. The name of an option will do too, in Dutch or English. "
        "Leave empty what was not chosen or is not known; empty is no answer.",
    ),
    Text(
        "4. Bij een dimensie die meer opties heeft, zet u er een puntkomma tussen. Schrijf 'geen' als er bewust geen "
        "enkele is gekozen.",
        "4. For a dimension that takes several options, put a semicolon between them. Write 'geen' when on purpose "
        "none was chosen.",
    ),
    Text(
        "5. Schrijf getallen zonder punten voor duizendtallen (1250,5) en datums als 2026-01-31, 31-1-2026 of 2026.",
        "5. Write numbers without signs for thousands (1250.5) and dates as 2026-01-31, 31-1-2026 or 2026.",
    ),
    Text(
        "6. Zet waarden in de cellen, geen formules: formules worden niet uitgerekend.",
        "6. Put values in the cells, no formulas: formulas are not evaluated.",
    ),
    Text(
        "7. Vul geen persoonsgegevens in, zoals namen van cliënten, BSN, telefoonnummers of e-mailadressen.",
        "7. Fill in no personal data, such as names of clients, citizen numbers, phone numbers or e-mail addresses.",
    ),
    Text(
        "8. Partijen zonder openbare code komen in het blad Partijen, documenten in het blad Bronnen; noem in de "
        "andere bladen hun id.",
        "8. Parties without a public code go into the sheet Parties, documents into the sheet Sources; name their id "
        "in the other sheets.",
    ),
    Text(
        "9. Bladen en kolommen mogen in een andere volgorde, en lege kolommen mogen weg. Verander de namen in de "
        "donkere rij niet.",
        "9. Sheets and columns may be in another order, and empty columns may go. Do not change the names in the dark "
        "row.",
    ),
)
COLOURS: Final = (
    Text("Rood: de waarde staat niet in de lijst, of het id is dubbel.", "Red: not in the list, or the id is double."),
    Text("Grijs: niet van toepassing, gegeven andere antwoorden.", "Grey: does not apply, given other answers."),
)
CHECK: Final = Text(
    "Controleer de werkmap met: samenhang validate {}", "Check the workbook with: samenhang validate {}"
)
COLUMNS: Final = (
    Text("Blad", "Sheet"),
    Text("Kolom", "Column"),
    Text("Naam", "Name"),
    Text("Uitleg", "Explanation"),
)
EXAMPLE_NAME: Final = Text("Voorbeeld: stelsel", "Example: system")
EXAMPLE_SEGMENT: Final = Text("Voorbeeld: een segment", "Example: one segment")
EXAMPLE_PARTY: Final = Text("Voorbeeldsamenwerking", "Example collaboration")
EXAMPLE_PROVIDER: Final = Text("Voorbeeldaanbieder", "Example provider")
EXAMPLE_CONTRACT: Final = Text("Voorbeeld: contract", "Example: contract")
EXAMPLE_SOURCE: Final = Text("Voorbeeldbesluit", "Example decision")
