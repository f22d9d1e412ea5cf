import { expect, test } from "vitest"
import { toldByHand } from "../../../page/testing.ts"
import { select } from "../../check.ts"
import { pick } from "../../mutants.ts"
import { avoided } from "./avoided.ts"
import { entries, type Entry } from "./entries.ts"
import { faultsIn } from "./faults.ts"
import { indexPage } from "./index-page.ts"
import { inMarkdown } from "./page.ts"
import { pictureOf } from "./picture.ts"

const entryOf = (slug: string): Entry => {
  const found = entries.find((entry) => entry.slug === slug)
  if (found === undefined) throw new Error(`there is no entry ${slug}`)
  return found
}

test("every page has a name of its own, and commands that find its model or its bug", () => {
  expect(new Set(entries.map(({ slug }) => slug)).size).toBe(entries.length)
  for (const { suite } of entries) expect(select([suite.name], false).map(({ name }) => name)).toEqual([suite.name])
  const bugs = entries.flatMap(({ mutant }) => (mutant === undefined ? [] : [mutant]))
  expect(pick(bugs.map(({ id }) => id))).toEqual(bugs)
})

test("three bugs of each mode", () => {
  const modes = entries.flatMap(({ suite, mutant }) => (mutant === undefined ? [] : [suite.mode]))
  expect(Object.fromEntries([...new Set(modes)].map((mode) => [mode, modes.filter((each) => each === mode).length]))).toEqual({ "multi-master": 3, "async-replication": 3, "sync-double-write": 3, dledger: 3 })
})

test.each([
  ["multi-master-power-loss-acked-message-lost", "SYNC_FLUSH; async-replication with SYNC_FLUSH; sync-double-write; dledger with FSYNC"],
  ["sync-double-write-two-disk-losses-acked-message-lost", "nothing"],
  ["sync-double-write-one-ack-acked-message-lost", "without `requiredAcks=1`, `compatibility=5`; dledger"],
  ["dledger-page-cache-acked-message-lost", "FSYNC; multi-master with SYNC_FLUSH; async-replication with SYNC_FLUSH; sync-double-write"],
  ["dledger-no-majority-no-progress", "five nodes"],
  ["multi-master-two-masters-cluster-writable-queue-unreadable", "async-replication with consumerFailoverToSlave; dledger"],
  ["sync-double-write-slave-down-slave-not-available", "async-replication; dledger"],
  ["dledger-follower-reads-stale-follower-read", "–"],
  ["bug-quorum-is-half", "the rule as it is"]
])("what avoids %s is what the tables say", (slug, short) => {
  expect(avoided(entryOf(slug)).short).toBe(short)
})

test("a table never says that a setting keeps what it loses", () => {
  const { lines } = avoided(entryOf("async-replication-disk-loss-acked-message-lost"))
  expect(lines.join("\n")).not.toMatch(/LOSS|multi-master|async-replication/)
})

test("faults are counted, and what everybody does is none", () => {
  const view = { did: ({ kind, action }: { kind: string; action?: { do: string } }) => ({ kind: action?.do === "promote" ? "operator" : kind, fault: kind === "lose" || action?.do === "crash", text: "" }) } as unknown as Entry["suite"]["view"]
  const steps = [{ kind: "deliver" }, { kind: "lose" }, { kind: "lose" }, { kind: "act", action: { do: "crash" } }, { kind: "act", action: { do: "promote" } }, { kind: "act", action: { do: "fire" } }].map((move) => ({ move }))
  const faults = (of: readonly unknown[]): string => faultsIn({ view } as Entry["suite"], { steps: of } as never)
  expect(faults(steps)).toBe("2 lost messages, a crash, a promotion by an operator")
  expect(faults(steps.slice(0, 1))).toBe("nothing")
})

test("a picture has a row a step, its messages, and nothing of a trace as markup", () => {
  const telling = toldByHand()
  const evil = '<script>alert("1")</script> & more'
  const steps = telling.steps.map((step, i) => (i === 0 ? { ...step, text: evil } : step))
  const svg = pictureOf({ ...telling, steps }, evil)
  expect(svg).not.toContain("<script")
  expect(svg).toContain("&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt; &amp; more")
  expect(svg.match(/class="quiet n"/g)).toHaveLength(steps.length)
  expect(svg.match(/class="head"/g) ?? []).toHaveLength(steps.filter(({ kind, message }) => message !== undefined && kind !== "lose").length)
  expect(svg.match(/class="wash"/g) ?? []).toHaveLength(steps.filter(({ fault }) => fault).length)
  expect(svg).toMatch(/^<svg [^>]*role="img" aria-labelledby="title desc">\n<title id="title">/)
})

test("text is text in Markdown", () => {
  expect(inMarkdown("a|b <i>_x_ [y](z)")).toBe("a\\|b &lt;i>\\_x\\_ \\[y\\](z)")
})

test("the index leads to every page once", () => {
  const links = [...indexPage(() => "a fault").matchAll(/\]\(([\w-]+)\.md\)/g)].map(([, slug]) => slug)
  expect(links.sort()).toEqual(entries.map(({ slug }) => slug).sort())
})
