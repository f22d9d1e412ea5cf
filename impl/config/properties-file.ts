/**
 * A `.properties` or `.conf` file of RocketMQ: keys, values, and the lines where they stand.
 *
 * `java.util.Properties.load` of a stream of bytes, and so ISO 8859-1 with `\uXXXX` for the rest.
 *
 * @module
 */
import { readFileSync } from "node:fs"
import { Properties, PropertiesNodeType } from "properties-file/parser"

/** A key as it was given. */
export interface Given {
  readonly key: string
  readonly value: string
  /** Where: `broker.conf:12`, `--set`, `NAMESRV_ADDR`. */
  readonly at: string
}

/** All of them in their order; of a key that stands there twice, the last one counts. Throws with file and line. */
export const parseProperties = (text: string, file: string): readonly Given[] => {
  const given: Given[] = []
  for (const node of new Properties(text).nodes) {
    if (node.type !== PropertiesNodeType.PROPERTY) continue
    const at = `${file}:${node.startingLineNumber}`
    try {
      given.push({ key: node.key, value: node.value, at })
    } catch {
      throw new Error(`${at}: a \\u that no four hexadecimal digits follow; write a backslash twice if it is meant as one`)
    }
  }
  return given
}

export const readPropertiesFile = (file: string): readonly Given[] => {
  let bytes: Buffer
  try {
    bytes = readFileSync(file)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    throw new Error(`-c ${file}: ${code === "ENOENT" ? "there is no such file" : code === "EISDIR" ? "this is a directory, not a file" : (error as Error).message}`)
  }
  return parseProperties(bytes.toString("latin1"), file)
}
