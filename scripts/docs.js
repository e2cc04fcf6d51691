// @ts-check
/** Writes the generated parts of the documentation. The package has to be built. */
import { readFileSync, writeFileSync } from "node:fs";
import { actionCheck } from "../dist/model/actionCheck.js";
import { actionInvocation } from "../dist/model/actionInvocation.js";
import { errorCatalogue } from "../dist/model/errorCatalogue.js";
import { providerConfig } from "../dist/model/providerConfig.js";
import { functionEntries, unsupportedFunctions } from "../dist/stack/language/functions.js";
import { optionFields, unsupportedOptions } from "../dist/stack/language/optionFields.js";
import { resourceTypes } from "../dist/stack/language/resourceTypes.js";
import { resourceShape, stackFileShape } from "../dist/stack/language/stackFileShape.js";
import { eventDefinitions, eventFormat } from "../dist/cli/json/eventDefinitions.js";
import { eventSchema } from "../dist/cli/json/eventSchema.js";
import { stackFileSchema } from "../dist/stack/language/stackFileSchema.js";
import { renderErrorCatalogue, renderEvents, renderPage } from "./renderDocs.js";

const sources = {
  actionInvocation,
  actionCheck,
  providerConfig,
  resourceTypes,
  stackFileShape,
  resourceShape,
  optionFields,
  unsupportedOptions,
  functionEntries,
  unsupportedFunctions,
};

write("../docs/errors.md", renderErrorCatalogue(errorCatalogue));
write("../docs/json-events.md", renderEvents(eventDefinitions, eventFormat));
write("../schemas/events.schema.json", `${JSON.stringify(eventSchema(), undefined, 2)}\n`);
write("../schemas/stack.schema.json", `${JSON.stringify(stackFileSchema(), undefined, 2)}\n`);
for (const page of ["../README.md", "../docs/checks.md", "../docs/stack-file.md"]) {
  write(page, renderPage(readFileSync(new URL(page, import.meta.url), "utf8"), sources));
}

/**
 * @param {string} page
 * @param {string} text
 */
function write(page, text) {
  writeFileSync(new URL(page, import.meta.url), text);
}
