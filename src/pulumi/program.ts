import { Config, type Output } from "@pulumi/pulumi";
import { declareRelease, type Release } from "./declareRelease.ts";

/** The program of this repository's own `Pulumi.yaml`. */
const release: Release = declareRelease(new Config().require("version"));

export const tables: Release["tables"] = release.tables;
export const warmed: Release["warmed"] = release.warmed;
export const activationId: Output<string> = release.activationId;
