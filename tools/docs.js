/** Writes the pages that are made from the code: `docs/errors.md`. The package has to be built. */
import { writeFileSync } from "node:fs";
import { errorCatalogue } from "../dist/model/errorCatalogue.js";
import { renderErrorCatalogue } from "../dist/diagnostics/renderErrorCatalogue.js";

writeFileSync(new URL("../docs/errors.md", import.meta.url), renderErrorCatalogue(errorCatalogue));
