/**
 * The last step of the build: what is built knows of which spec it is.
 *
 * @module
 */
import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { HASH_FILE, hashOfSources } from "./spec-hash.ts"

const dist = fileURLToPath(new URL("../../", import.meta.url))
writeFileSync(join(dist, HASH_FILE), `${JSON.stringify({ sha256: hashOfSources(join(dist, "../spec")) })}\n`)
