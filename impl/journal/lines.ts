/**
 * The lines of a file, one at a time, in bounded memory. `node:readline` would do, but it does not say whether the last line
 * has an end, and that is how a cut one is known.
 *
 * @module
 */
import { createReadStream } from "node:fs"

const CHUNK = 1024 * 1024

/** Calls back with every line and whether a line feed ended it: only the last one may lack it. `size`: of so many bytes of the file. */
export const eachLine = async (file: string, onLine: (text: string, ended: boolean) => void, size?: number): Promise<void> => {
  if (size === 0) return
  let rest = ""
  for await (const chunk of createReadStream(file, { encoding: "utf8", highWaterMark: CHUNK, ...(size === undefined ? {} : { end: size - 1 }) })) {
    const text = rest + (chunk as string)
    let at = 0
    for (let end = text.indexOf("\n"); end >= 0; end = text.indexOf("\n", at)) {
      onLine(text.slice(at, end), true)
      at = end + 1
    }
    rest = text.slice(at)
  }
  if (rest !== "") onLine(rest, false)
}
