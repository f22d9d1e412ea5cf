/**
 * A run told by hand, and a browser where there is one: for tests.
 *
 * @module
 */
import { existsSync } from "node:fs"
import type { Cell, Sent, Snapshot, Telling, ToldStep } from "../../properties/telling/telling.ts"

/** Debian's, Ubuntu's, Fedora's and macOS's names for it. */
const BROWSERS = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome", "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome", "/Applications/Chromium.app/Contents/MacOS/Chromium"]

/** `CHROMIUM` says where else it is. */
export const chromium: string | undefined = [process.env["CHROMIUM"], ...BROWSERS].find((path) => path !== undefined && existsSync(path))

export const launch = { executablePath: chromium ?? "", args: ["--no-sandbox", "--disable-gpu"] }

export const cell = (index: number, payload: string | null, is: Partial<Cell> = {}): Cell => ({ index, term: 1, payload, durable: false, committed: false, visible: false, acked: false, ...is })

const snapshot = (lane: string, headline: string, log: readonly Cell[] = [], value = "0"): Snapshot => ({ lane, alive: true, headline, ...(headline === "leader of term 1" ? { role: "LEADER", term: 1 } : {}), fields: [{ name: "committed up to", value }], log })

/** Two nodes: n0 leads, writes `payload`, sends it, n1 writes it, one message is lost, and n0 commits. */
export const toldByHand = (payload = "m1"): Telling & Required<Pick<Telling, "property">> => {
  const send: Sent = { id: 1, from: "n0", to: "n1", name: "AppendEntries", text: `AppendEntries(${payload})`, sentAt: 2 }
  const reply: Sent = { id: 2, from: "n1", to: "n0", name: "AppendEntriesReply", text: "AppendEntriesReply(granted)", sentAt: 3 }
  const again: Sent = { id: 3, from: "n0", to: "n1", name: "AppendEntries", text: "AppendEntries(nothing)", sentAt: 4 }
  const initial = [snapshot("n0", "follower of term 0"), snapshot("n1", "follower of term 0")]
  const leads = [snapshot("n0", "leader of term 1"), initial[1] as Snapshot]
  const wrote = [snapshot("n0", "leader of term 1", [cell(0, payload)]), initial[1] as Snapshot]
  const both = [wrote[0] as Snapshot, snapshot("n1", "follower of term 1", [cell(0, payload, { durable: true })])]
  const done = [snapshot("n0", "leader of term 1", [cell(0, payload, { durable: true, committed: true, acked: true })], "1"), both[1] as Snapshot]
  const step = (n: number, lane: string, text: string, after: readonly Snapshot[], more: Partial<ToldStep> = {}): ToldStep => ({ n, lane, kind: "timer", fault: false, text, sends: [], verdicts: [], changes: [], after, ...more })
  return {
    model: "dledger/by-hand-2n",
    mode: "dledger",
    about: "two nodes, told by hand",
    property: { id: "S9 CommitRule", kind: "always", verdict: "violated", sentence: "A leader commits what a majority holds.", source: "E8" },
    lanes: [{ id: "n0", kind: "broker" }, { id: "n1", kind: "broker" }],
    initial,
    steps: [
      step(1, "n0", "n0: election timeout", leads, { changes: [{ lane: "n0", text: "is leader of term 1" }] }),
      step(2, "n0", `n0: a producer sends ${payload}`, wrote, { kind: "client", sends: [send], changes: [{ lane: "n0", text: `log: ${payload}/t1~` }] }),
      step(3, "n1", `n1 receives AppendEntries(${payload}) from n0`, both, { kind: "deliver", message: send, sends: [reply], verdicts: ["AppendEntries: appended"] }),
      step(4, "n0", "n0 receives AppendEntriesReply(granted) from n1", done, { kind: "deliver", message: reply, sends: [again], changes: [{ lane: "n0", text: `SEND_OK for ${payload}` }] }),
      step(5, "n1", "AppendEntries(nothing) from n0 to n1 is lost", done, { kind: "lose", fault: true, message: again })
    ],
    why: [`${payload} was answered at step 4, when n1 had written it at step 3.`]
  }
}
