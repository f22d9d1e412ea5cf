import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { expect, test } from "vitest"
import { parseProperties, readPropertiesFile } from "./properties-file.ts"

const pairs = (text: string) => parseProperties(text, "f").map(({ key, value }) => [key, value])

test("separators, comments, blanks, a key twice, a key alone", () => {
  expect(pairs("# a comment\n! another\r\n\n  a = 1\nb:2\nc 3\nd\n=4\na=5\n__proto__=6")).toEqual([["a", "1"], ["b", "2"], ["c", "3"], ["d", ""], ["", "4"], ["a", "5"], ["__proto__", "6"]])
})

test("a line that goes on, and one that ends in two backslashes", () => {
  expect(pairs("peers=n0-a:1;\\\n    n1-b:2\nend=c:\\\\\nnext=1")).toEqual([["peers", "n0-a:1;n1-b:2"], ["end", "c:\\"], ["next", "1"]])
})

test("escapes: in keys, of separators, of white space and of characters", () => {
  expect(pairs("a\\ b\\=c\\:d=\\ e\\tf\\u00e9\\#\nwindows=c:\\\\store")).toEqual([["a b=c:d", " e\tfé#"], ["windows", "c:\\store"]])
})

test("a comment does not go on, and # within a value is a part of it", () => {
  expect(pairs("# no \\\na=1 # one")).toEqual([["a", "1 # one"]])
})

test("where each stands: the first line of one that goes on", () => {
  expect(parseProperties("\n# c\na=1\\\n\n b=2", "broker.conf").map(({ key, at }) => [key, at])).toEqual([["a", "broker.conf:3"], ["b", "broker.conf:5"]])
})

test("a \\u without its four digits is refused, with the line", () => {
  expect(() => parseProperties("a=1\nb=c:\\users", "broker.conf")).toThrow(/^broker\.conf:2: a \\u that no four hexadecimal digits follow/)
})

test("bytes are ISO 8859-1; a file that is none is refused by name", () => {
  const dir = mkdtempSync(join(tmpdir(), "rocketproof-properties-"))
  try {
    const file = join(dir, "broker.conf")
    writeFileSync(file, Buffer.from([0x61, 0x3d, 0xe9]))
    expect(readPropertiesFile(file)).toEqual([{ key: "a", value: "é", at: `${file}:1` }])
    expect(() => readPropertiesFile(join(dir, "none.conf"))).toThrow(/none\.conf: there is no such file/)
    expect(() => readPropertiesFile(dir)).toThrow(/a directory, not a file/)
  } finally {
    rmSync(dir, { recursive: true, force: true })
  }
})
