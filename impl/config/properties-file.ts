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

/** A `\u` that no four digits follow. */
const BAD_UNICODE = /^(?!\s*[#!]).*?(?<!\\)(?:\\\\)*\\u(?![0-9a-fA-F]{4})/

const parse = (text: string, file: string): Properties => {
  try {
    return new Properties(text)
  } catch (error) {
    const line = text.split(/\r\n|\n|\r/).findIndex((each) => BAD_UNICODE.test(each))
    if (line < 0) throw error
    throw new Error(`${file}:${line + 1}: a \\u that no four hexadecimal digits follow; write a backslash twice if it is meant as one`)
  }
}

/** All of them in their order; of a key that stands there twice, the last one counts. Throws with file and line. */
export const parseProperties = (text: string, file: string): readonly Given[] =>
  parse(text, file).nodes.flatMap((node) => (node.type === PropertiesNodeType.PROPERTY ? [{ key: node.key, value: node.value, at: `${file}:${node.startingLineNumber}` }] : []))

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
