/**
 * How a run is told where it is read: as wide as the terminal, and in colours only on one (NO_COLOR is respected).
 *
 * @module
 */
import { styleText } from "node:util"
import type { Style, TextOptions } from "../../properties/telling/text.ts"

const STYLES: { readonly [style in Style]: Parameters<typeof styleText>[0] } = { fault: "red", message: "cyan", change: "reset", quiet: "dim", heading: "bold" }

/** Narrower than this nothing can be read; wider, lines get too long to follow. */
const NARROWEST = 60
const WIDEST = 160

export const screen = (stream: NodeJS.WriteStream = process.stdout, environment = process.env): TextOptions => {
  if (!stream.isTTY) return {}
  const width = Math.min(WIDEST, Math.max(NARROWEST, stream.columns || 100))
  const plain = (environment["NO_COLOR"] ?? "") !== "" || environment["TERM"] === "dumb"
  return plain ? { width } : { width, paint: (style, text) => styleText(STYLES[style], text, { validateStream: false }) }
}
