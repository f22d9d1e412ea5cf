/**
 * The package as it is published, installed into a directory of its own.
 *
 * @module
 */
import { execFileSync, spawnSync } from "node:child_process"
import { existsSync, readdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"

const root = fileURLToPath(new URL("../../", import.meta.url))

/** Runs to the end; throws with everything that was said unless it ends with 0. */
export const runIn = (dir: string, command: string, ...args: readonly string[]): string => {
  const { status, stdout, stderr, error } = spawnSync(command, args, { cwd: dir, encoding: "utf8", timeout: 240_000 })
  if (status !== 0) throw new Error(`${command} ${args.join(" ")} ended with ${status ?? error?.message}\n${stdout}\n${stderr}`)
  return stdout
}

/** `npm pack`, and an install of it. It needs npm's cache or registry for the dependencies, and what `npm run build` has built. */
export const installPacked = (dir: string): void => {
  if (!existsSync(join(root, "dist/impl/cli/main.js"))) throw new Error("dist is not built: npm run build")
  execFileSync("npm", ["pack", "--ignore-scripts", "--silent", "--pack-destination", dir], { cwd: root, stdio: "pipe" })
  const tarball = readdirSync(dir).find((name) => name.endsWith(".tgz"))
  writeFileSync(join(dir, "package.json"), JSON.stringify({ name: "consumer", private: true, type: "module" }))
  runIn(dir, "npm", "install", `./${tarball}`, "--omit=dev", "--prefer-offline", "--no-audit", "--no-fund")
}
