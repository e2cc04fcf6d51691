import { journalSuite } from "../../support/journalSuite.ts";
import { bucketScene, directoryScene, fileScene } from "./storeScenes.ts";

journalSuite("a file of this machine", fileScene);
journalSuite("a shared directory", () => directoryScene());
journalSuite("a shared directory without hard links", () => directoryScene(false));
journalSuite("a bucket", () => bucketScene());
journalSuite("a bucket whose service ignores conditions", () => bucketScene("ignored"));
journalSuite("a bucket whose service refuses conditions", () => bucketScene("refused"));
