/**
 * A copy of a checkout to change and build: the checkout itself is never touched.
 *
 * @module
 */
import { spawnSync } from "node:child_process"
import { cpSync, existsSync, mkdirSync, mkdtempSync } from "node:fs"
import { createRequire } from "node:module"
import { dirname, join } from "node:path"

const PARTS = ["spec", "models", "properties", "impl", "package.json", "tsconfig.json", "tsconfig.build.json"]

/** Copies what is built. It lies inside the checkout, where imports of packages find theirs. */
export const copyOf = (root: string): string => {
  if (!existsSync(join(root, "spec"))) throw new Error("run it in a checkout of rocketproof (there is no spec/ here)")
  mkdirSync(join(root, ".rocketproof"), { recursive: true })
  const copy = mkdtempSync(join(root, ".rocketproof", "scratch-"))
  for (const part of PARTS) cpSync(join(root, part), join(copy, part), { recursive: true })
  return copy
}

/** What a tool that failed had to say; `undefined` if it did not fail. */
const complaintOf = (command: string, args: readonly string[], cwd: string, env: NodeJS.ProcessEnv = process.env): string | undefined => {
  const { status, stdout, stderr, error } = spawnSync(command, args, { cwd, env, encoding: "utf8" })
  if (error !== undefined) return error.message
  return status === 0 ? undefined : `${stdout}${stderr}`.trim()
}

/** The files that a unified diff changes, as paths from the checkout's root; a complaint if it does not apply or leaves `spec/`. */
export const apply = (copy: string, patch: string): { readonly files: readonly string[] } | { readonly complaint: string } => {
  // Within a repository git would leave out, without a word, what lies outside the folder it is called in.
  const env = { ...process.env, GIT_CEILING_DIRECTORIES: dirname(copy) }
  const complaints: string[] = []
  for (const strip of ["-p1", "-p0"]) {
    const { status, stdout } = spawnSync("git", ["apply", strip, "--numstat", "--recount", patch], { cwd: copy, env, encoding: "utf8" })
    const files = status === 0 ? stdout.trim().split("\n").map((line) => line.split("\t")[2] ?? "").filter((file) => file !== "") : []
    const outside = files.find((file) => !file.startsWith("spec/"))
    const complaint = status === 0 && outside !== undefined ? `${outside} is not in spec/` : complaintOf("git", ["apply", strip, "--recount", "--whitespace=nowarn", patch], copy, env)
    if (complaint === undefined && files.length > 0) return { files }
    complaints.push(complaint ?? "it changes nothing")
  }
  return { complaint: complaints[0] as string }
}

/** Compiles the copy into its `dist/`; the compiler's complaint if it has one. */
export const build = (copy: string, ...more: readonly string[]): string | undefined => {
  const compiler = join(dirname(createRequire(import.meta.url).resolve("typescript/package.json")), "bin", "tsc")
  return complaintOf(process.execPath, [compiler, "-p", "tsconfig.build.json", ...more], copy)
}
