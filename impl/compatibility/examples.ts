/**
 * `npm run examples`: the tests in docs/examples, each run with the toolchain of its language on the package as it is published, with the
 * clients that the registries have. What is missing on this machine is said, and skipped. With `--only NAME`, one of them.
 *
 * @module
 */
import { spawnSync } from "node:child_process"
import { cpSync, mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { installPacked } from "../testing/packed.ts"
import { missingOf, say, type Tool } from "./cases.ts"

interface Example {
  readonly name: string
  readonly tools: readonly Tool[]
  /** One after the other, in a copy of its folder. */
  readonly commands: readonly (readonly [program: string, ...args: string[]])[]
}

const npmInstall = ["npm", "install", "--prefer-offline", "--no-audit", "--no-fund", "ali-ons@3.12.0", "httpclient@0.1.0", "vitest@4.1.12"] as const

export const examples: readonly Example[] = [
  // In the directory above, where the package is: a project of its own has them side by side.
  { name: "typescript", tools: [], commands: [[...npmInstall, "--prefix", ".."], ["npx", "--no-install", "vitest", "run"]] },
  { name: "java", tools: [["java", "-version"], ["mvn", "-version"]], commands: [["mvn", "-q", "-B", "test"]] },
  { name: "go", tools: [["go", "version"]], commands: [["go", "test", "-count=1", "./..."]] },
  {
    name: "python",
    tools: [["python3", "--version"]],
    commands: [
      ["python3", "-m", "venv", "venv"],
      ["venv/bin/pip", "install", "--quiet", "--disable-pip-version-check", "-r", "requirements.txt"],
      ["venv/bin/pytest", "-q", "-p", "no:cacheprovider"]
    ]
  }
]

const TIMEOUT_MS = 10 * 60_000

/** What was said, if it failed. */
const run = ({ name, commands }: Example, dir: string): string | undefined => {
  const cwd = join(dir, name)
  cpSync(fileURLToPath(new URL(`../../docs/examples/${name}`, import.meta.url)), cwd, { recursive: true })
  for (const [program, ...args] of commands) {
    const { status, signal, stdout, stderr, error } = spawnSync(program, args, { cwd, encoding: "utf8", timeout: TIMEOUT_MS })
    if (status !== 0) return `${program} ${args.join(" ")} ended with ${status ?? signal ?? error?.message}\n${stdout}${stderr}`
  }
  return undefined
}

const main = (only: string | undefined): number => {
  const chosen = examples.filter(({ name }) => only === undefined || name === only)
  if (chosen.length === 0) throw new Error(`--only ${only}: there are ${examples.map(({ name }) => name).join(", ")}`)
  const dir = mkdtempSync(join(tmpdir(), "rocketproof-examples-"))
  const count = { passed: 0, failed: 0, skipped: 0 }
  try {
    installPacked(dir)
    for (const example of chosen) {
      const missing = missingOf(example.tools)
      if (missing !== undefined) {
        count.skipped++
        say(`skipped ${example.name}: there is no ${missing} here`)
        continue
      }
      if (process.stderr.isTTY) process.stderr.write(`${example.name} …\r`)
      const began = performance.now()
      const failed = run(example, dir)
      count[failed === undefined ? "passed" : "failed"]++
      say(`${failed === undefined ? "passed " : "FAILED "} ${example.name}, ${((performance.now() - began) / 1000).toFixed(0)} s${failed === undefined ? "" : `: ${failed}`}`)
    }
  } finally {
    rmSync(dir, { recursive: true, force: true })
  }
  say(`${count.passed} passed, ${count.failed} failed, ${count.skipped} skipped`)
  return count.failed === 0 ? 0 : 1
}

const flag = process.argv.indexOf("--only")
process.exitCode = main(flag < 0 ? undefined : process.argv[flag + 1])
