/**
 * Script and styles of the page, as the build bundled them.
 *
 * @module
 */
import { createHash } from "node:crypto"
import { existsSync, readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"

export interface Assets {
  readonly script: string
  readonly styles: string
}

let kept: Assets | undefined

/** Beside the built file, or in `dist` when this is run from the sources. */
export const assets = (): Assets => {
  const folder = ["./assets/", "../../dist/impl/page/assets/"].map((path) => fileURLToPath(new URL(path, import.meta.url))).find((path) => existsSync(`${path}main.js`))
  if (folder === undefined) throw new Error("the page is not built: npm run build")
  kept ??= { script: readFileSync(`${folder}main.js`, "utf8"), styles: readFileSync(`${folder}styles.css`, "utf8") }
  return kept
}

/** As a content security policy names a text that may be used. */
export const hashSource = (text: string): string => `'sha256-${createHash("sha256").update(text).digest("base64")}'`
