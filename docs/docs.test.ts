/**
 * What the texts say is so: commands run and print what is shown, code compiles and runs, links lead somewhere.
 *
 * - ```sh blocks with `npx rocketproof` are run, from a directory of their own. Lines below a `$ ` line are an
 *   excerpt: each must be in the output, in this order; `…` stands for anything. A block after `<!-- not run: why -->` is not
 *   run, and must be in the list below.
 * - ```ts blocks are type-checked together and run, importing the package by its name. After `<!-- from FILE -->` a block is
 *   an excerpt, and must be in that file word for word. So are blocks of other languages.
 */
import { spawnSync } from "node:child_process"
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { basename, dirname, join, relative, resolve } from "node:path"
import { fileURLToPath } from "node:url"
import { afterAll, beforeAll, describe, expect, test } from "vitest"

const root = fileURLToPath(new URL("../", import.meta.url))
const folders = ["spec", "models", "properties", "impl", "docs"]

/** Blocks that are not run, by file and reason. Keep it short: what is not run may be wrong. */
const NOT_RUN = [
  "README.md: it needs the data of a run",
  "README.md: it runs until it is stopped",
  "docs/changing-a-rule.md: it needs the changed rule",
  "docs/changing-a-rule.md: it needs the changed rule",
  "docs/check-your-own-protocol.md: it needs your file",
  "docs/configuration.md: it runs until it is stopped",
  "docs/decisions/0009-a-lost-disk-rejoins-as-a-non-voter.md: it needs the changed rule",
  "docs/explorer.md: it runs until it is stopped",
  "docs/stress.md: it takes its time"
]

interface Block {
  readonly file: string
  readonly line: number
  readonly language: string
  readonly text: string
  /** The comment above it, as `not run: why` or `from FILE`. */
  readonly remark: string
}

const markdownIn = (dir: string): readonly string[] =>
  readdirSync(join(root, dir), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".md"))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)))
    .sort()

const executed = ["README.md", ...markdownIn("docs")]
const texts = [...executed, "CONTRIBUTING.md", "CHANGELOG.md", ...folders.filter((folder) => folder !== "docs").flatMap(markdownIn)]

const read = (file: string): string => readFileSync(join(root, file), "utf8")

const blocksIn = (file: string): readonly Block[] => {
  const found: Block[] = []
  const lines = read(file).split("\n")
  for (let i = 0; i < lines.length; i++) {
    const fence = /^```(\w*)$/.exec(lines[i] as string)
    if (fence === null) continue
    const end = lines.indexOf("```", i + 1)
    if (end < 0) throw new Error(`${file}:${i + 1}: a block that does not end`)
    const remark = /^<!-- (.*) -->$/.exec(lines[i - 1] ?? "")?.[1] ?? ""
    found.push({ file, line: i + 1, language: fence[1] as string, text: lines.slice(i + 1, end).join("\n"), remark })
    i = end
  }
  return found
}

const blocks = executed.flatMap(blocksIn)
const nameOf = ({ file, line }: Block): string => `${file}:${line}`
const isCommand = ({ language, text }: Block): boolean => language === "sh" && text.includes("npx rocketproof")
const isRun = ({ remark }: Block): boolean => !remark.startsWith("not run: ")

/** The commands of a block, each with the excerpt of its output. */
const commandsIn = ({ text }: Block): readonly { readonly args: readonly string[]; readonly shown: readonly string[] }[] => {
  const found: { args: readonly string[]; shown: string[] }[] = []
  for (const line of text.split("\n")) {
    const command = /^(?:\$ )?npx rocketproof ?(.*)$/.exec(line)
    if (command !== null) found.push({ args: (command[1] as string).split("#")[0]?.trim().split(/\s+/).filter(Boolean) ?? [], shown: [] })
    else if (line.trim() !== "" && line.trim() !== "…") found[found.length - 1]?.shown.push(line)
  }
  return found
}

/** Does the line say what is shown? `…` stands for anything. */
const says = (line: string, shown: string): boolean => {
  let at = 0
  for (const [i, part] of shown.split("…").entries()) {
    const found = line.indexOf(part, at)
    if (found < 0 || (i === 0 && found > 0)) return false
    at = found + part.length
  }
  return shown.endsWith("…") || at === line.length
}

let scratch: string

beforeAll(() => {
  if (!existsSync(join(root, "dist/spec/index.js"))) throw new Error("dist is not built: npm run build")
  scratch = mkdtempSync(join(tmpdir(), "rocketproof-docs-"))
})

afterAll(() => rmSync(scratch, { recursive: true, force: true }))

const commands = blocks.filter(isCommand)

describe("commands", () => {
  test.each(commands.filter(isRun).map((block) => [nameOf(block), block] as const))("%s prints what is shown", { timeout: 240_000 }, (_name, block) => {
    const found = commandsIn(block)
    expect(found.length).toBeGreaterThan(0)
    for (const { args, shown } of found) {
      const { status, stdout, stderr } = spawnSync(process.execPath, [join(root, "dist/impl/cli/main.js"), ...args], { cwd: scratch, encoding: "utf8" })
      expect(status, `rocketproof ${args.join(" ")}\n${stdout}${stderr}`).toBe(0)
      const printed = stdout.split("\n")
      let at = 0
      for (const line of shown) {
        const found = printed.findIndex((text, i) => i >= at && says(text, line))
        expect(found, `rocketproof ${args.join(" ")} does not print: ${line}\n\n${stdout}`).toBeGreaterThanOrEqual(0)
        at = found + 1
      }
    }
  })

  test("those that are not run are known, each with its reason", () => {
    expect(commands.filter((block) => !isRun(block)).map(({ file, remark }) => `${file}: ${remark.slice("not run: ".length)}`).sort()).toEqual(NOT_RUN)
  })
})

describe("code", () => {
  const excerpts = blocks.filter(({ remark }) => remark.startsWith("from "))
  const programs = blocks.filter(({ language, remark }) => language === "ts" && !remark.startsWith("from "))
  const dir = join(root, ".rocketproof/docs")

  test.each(excerpts.map((block) => [nameOf(block), block] as const))("%s is in the file that it names", (_name, { remark, text }) => {
    expect(read(remark.slice("from ".length))).toContain(text)
  })

  test("docs/examples.md shows the examples whole, all of them", () => {
    const shown = excerpts.filter(({ file }) => file === "docs/examples.md")
    for (const { remark, text } of shown) expect(`${text}\n`).toBe(read(remark.slice("from ".length)))
    const sources = readdirSync(join(root, "docs/examples"), { recursive: true, encoding: "utf8" }).filter((name) => /\.(ts|java|go|py)$/.test(name))
    expect(shown.map(({ remark }) => remark.slice("from docs/examples/".length)).sort()).toEqual(sources.sort())
  })

  test("the programs compile, and run", () => {
    expect(programs.length).toBeGreaterThan(0)
    rmSync(dir, { recursive: true, force: true })
    mkdirSync(dir, { recursive: true })
    // One for vitest is run by it.
    const name = ({ text }: Block, i: number): string => (text.includes('"rocketproof/vitest"') ? `program-${i}.test` : `program-${i}`)
    programs.forEach((block, i) => writeFileSync(join(dir, `${name(block, i)}.ts`), `${block.text}\nexport {}\n`))
    writeFileSync(join(dir, "vitest.config.mjs"), "export default {}\n")
    writeFileSync(join(dir, "tsconfig.json"), JSON.stringify({ extends: "../../tsconfig.json", compilerOptions: { noEmit: false, outDir: "out", rootDir: ".", declaration: false }, include: ["*.ts"] }))
    const compiled = spawnSync(process.execPath, [join(root, "node_modules/typescript/bin/tsc"), "-p", dir], { encoding: "utf8" })
    expect(compiled.stdout + compiled.stderr).toBe("")
    programs.forEach((block, i) => {
      const file = `${name(block, i)}.js`
      const args = file.endsWith(".test.js") ? [join(root, "node_modules/vitest/vitest.mjs"), "run", "--root", join(dir, "out"), "--config", join(dir, "vitest.config.mjs"), file] : [join(dir, "out", file)]
      const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: scratch, encoding: "utf8" })
      expect(status, `${nameOf(block)}\n${stdout}\n${stderr}`).toBe(0)
    })
  })
})

describe("references", () => {
  const withoutBlocks = (file: string): string => read(file).replace(/^```[^]*?^```$/gm, "")

  test.each(texts)("links of %s lead somewhere", (file) => {
    const links = [...withoutBlocks(file).matchAll(/\]\(([^)\s]+)\)/g)].map(([, link]) => link as string).filter((link) => !/^[a-z]+:/.test(link))
    const lost = links.filter((link) => {
      const [path, anchor] = link.split("#") as [string, string?]
      const target = path === "" ? join(root, file) : resolve(root, dirname(file), path)
      return !existsSync(target) || (anchor !== undefined && !headingsOf(target).includes(anchor))
    })
    expect(lost).toEqual([])
  })

  test.each(texts)("files that %s names exist", (file) => {
    const named = [...withoutBlocks(file).matchAll(/`((?:spec|models|properties|impl|docs)\/[\w./-]*\w\.(?:ts|md))`/g)].map(([, path]) => path as string)
    expect(named.filter((path) => !existsSync(join(root, path)))).toEqual([])
  })

  test.each(texts)("folders that %s names exist", (file) => {
    const named = [...withoutBlocks(file).matchAll(/`([\w-]+(?:\/[\w-]+)*)\/`/g)].map(([, path]) => path as string)
    expect(named.filter((path) => !existsSync(join(root, dirname(file), path)) && !existsSync(join(root, path)))).toEqual([])
  })

  test.each(folders)("%s has a README", (folder) => {
    expect(existsSync(join(root, folder, "README.md"))).toBe(true)
  })

  test("decisions are numbered without a gap", () => {
    const numbers = readdirSync(join(root, "docs/decisions")).map((name) => Number(basename(name).slice(0, 4)))
    expect(numbers).toEqual(numbers.map((_, i) => i + 1))
  })
})

/** Headings as GitHub makes anchors of them. */
const headingsOf = (file: string): readonly string[] =>
  [...readFileSync(file, "utf8").matchAll(/^#+ (.*)$/gm)].map(([, heading]) => (heading as string).toLowerCase().replace(/[^\w\- ]/g, "").replaceAll(" ", "-"))
