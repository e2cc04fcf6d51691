import { journalSuite } from "../../support/journalSuite.ts";
import { bucketScene, directoryScene, fileScene } from "./storeScenes.ts";

journalSuite("the journal in a file of this machine", fileScene);
journalSuite("the journal in a shared directory", () => directoryScene());
journalSuite("the journal in a shared directory without hard links", () => directoryScene(false));
journalSuite("the journal in a bucket", () => bucketScene());
journalSuite("the journal in a bucket whose service ignores conditions", () => bucketScene("ignored"));
journalSuite("the journal in a bucket whose service refuses conditions", () => bucketScene("refused"));
