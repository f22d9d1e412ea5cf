/**
 * The manifests in scale-out.md are well-formed, and their shards are all of them: the commands run as they stand, around
 * a command that only says what it was asked.
 */
import { spawnSync } from "node:child_process"
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, expect, test } from "vitest"
import { parse } from "yaml"
import { shardOf } from "../impl/cli/simulate.ts"

let dir = ""
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), "scale-out-"))
  writeFileSync(join(dir, "npx"), '#!/bin/sh\necho "$@"\n')
  chmodSync(join(dir, "npx"), 0o755)
})
afterAll(() => rmSync(dir, { recursive: true, force: true }))

const [actions, job] = [...readFileSync(new URL("scale-out.md", import.meta.url), "utf8").matchAll(/```yaml\n(.*?)```/gs)].map(([, text]) => parse(text as string) as Yaml) as [Yaml, Yaml]

// oxlint-disable-next-line typescript/no-explicit-any
type Yaml = any

const ran = (command: string, env: Readonly<Record<string, string>>): string => {
  const { status, stdout } = spawnSync("sh", ["-c", command], { env: { PATH: `${dir}:${process.env["PATH"]}`, ...env }, encoding: "utf8" })
  expect(status).toBe(0)
  return stdout.trim()
}

/** Each part of the whole once, and none else; every part asks for the same. */
const expectAll = (commands: readonly string[]): void => {
  const shards = commands.map((command) => shardOf(/--shard (\S+)/.exec(command)?.[1] ?? "none"))
  expect(shards.map(({ index }) => index).sort((a, b) => a - b)).toEqual(commands.map((_, i) => i + 1))
  expect(new Set(shards.map(({ count }) => count))).toEqual(new Set([commands.length]))
  expect(new Set(commands.map((command) => command.replace(/--shard.*/, "")))).toHaveProperty("size", 1)
  expect(new Set(commands.map((command) => /--json (\S+)/.exec(command)?.[1])).size).toBe(commands.length)
  // As many runs as every machine needs to have something to do.
  expect(Number(/--runs (\d+)/.exec(commands[0] as string)?.[1])).toBeGreaterThanOrEqual(60 * commands.length)
}

test("the matrix of GitHub Actions makes every shard, and one job merges them all", () => {
  const { shard, merge } = actions.jobs
  const numbers: readonly number[] = shard.strategy.matrix.shard
  const step = shard.steps.find((each: Yaml) => each.name === "simulate")
  expect(step.env).toEqual({ SHARD: "${{ matrix.shard }}", SHARDS: "${{ strategy.job-total }}" })
  expectAll(numbers.map((number) => ran(step.run, { GITHUB_RUN_NUMBER: "7", SHARD: String(number), SHARDS: String(numbers.length) })))
  expect(merge.needs).toBe("shard")
  expect(merge.if).toBe("always()")
  // What one job uploads the other finds.
  const upload = shard.steps.find((each: Yaml) => each.uses?.startsWith("actions/upload-artifact"))
  expect([upload.if, upload.with.name, upload.with.path]).toEqual(["always()", "part-${{ matrix.shard }}", "part-${{ matrix.shard }}.json"])
  expect(merge.steps.find((each: Yaml) => each.uses?.startsWith("actions/download-artifact")).with.pattern).toBe("part-*")
})

test("the Indexed Job makes every shard", () => {
  const { completions, completionMode, parallelism, template } = job.spec
  expect([job.apiVersion, job.kind, completionMode, template.spec.restartPolicy]).toEqual(["batch/v1", "Job", "Indexed", "Never"])
  expect(parallelism).toBe(completions)
  const [container] = template.spec.containers
  const env = Object.fromEntries(container.env.map(({ name, value }: { name: string; value: string }) => [name, value])) as Record<string, string>
  const [sh, dashC, script] = container.command as [string, string, string]
  expect([sh, dashC]).toEqual(["sh", "-c"])
  expectAll(Array.from({ length: completions as number }, (_, index) => ran(script, { ...env, JOB_COMPLETION_INDEX: String(index) })))
  expect(container.volumeMounts[0].name).toBe(template.spec.volumes[0].name)
})
