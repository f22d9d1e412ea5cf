import { readdirSync, rmSync } from "node:fs"
import { join } from "node:path"
import { expect, test, vi } from "vitest"
import { validate } from "../cli/validate.ts"
import { temporaryDir, withCluster } from "../testing/clusters.ts"

test("a data directory that was used before: its messages are there, its journals are not written over", async () => {
  const dir = temporaryDir()
  const log = vi.spyOn(console, "log").mockImplementation(() => {})
  try {
    const bodies: string[] = []
    for (const round of [1, 2, 3])
      await withCluster({ dir }, async ({ client, cluster }) => {
        if (round === 1) await client.createTopic("reuse")
        await client.send("reuse", `round ${round}`)
        bodies.push(`round ${round}`)
        expect([...(await client.readAll("reuse"))].sort()).toEqual(bodies)
        await cluster.stop()
      })
    expect(readdirSync(join(dir, "broker-a-n1")).filter((name) => name.startsWith("journal"))).toEqual(["journal-1.jsonl", "journal-2.jsonl", "journal-3.jsonl"])
    expect(await validate(dir)).toBe(0)
    rmSync(join(dir, "broker-a-n1", "journal-2.jsonl"))
    expect(await validate(dir)).toBe(1)
    expect(log.mock.calls.flat().join("\n")).toMatch(/NEVER SENT .* received what no journal of broker-a\/n1 says it sent/)
  } finally {
    log.mockRestore()
    rmSync(dir, { recursive: true, force: true })
  }
})
