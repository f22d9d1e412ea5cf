/**
 * `rocketproof record`: a proxy between the members of a DLedger group that writes down what they say.
 *
 * @module
 */
import { formatAddress, parseAddress } from "../layers/network.ts"
import { nodeNetwork } from "../layers/node-network.ts"
import { nodeTimers } from "../layers/timers.ts"
import { type Passing, type RecordedNode, startRecorder, type Treatment } from "../wire/recorder.ts"
import { count, progress } from "./progress.ts"

export interface RecordOptions {
  /** `n0=127.0.0.1:41911,127.0.0.1:40911`: where peers dial it, and where it is. */
  readonly node: readonly string[]
  /** `PUSH TRUNCATE,n0,n1=5000`. */
  readonly delay: readonly string[]
  /** `HEART_BEAT,n0,n1`. */
  readonly drop: readonly string[]
}

/** Exit 0: the recording has its end; 2: usage. */
export const record = async (file: string, { node, delay, drop }: RecordOptions): Promise<number> => {
  const nodes = node.map(nodeIn)
  if (nodes.length === 0) throw new Error("no node: say --node n0=127.0.0.1:41911,127.0.0.1:40911 for each member (where its peers dial it, and where it is)")
  const doubled = nodes.find(({ id }, i) => nodes.findIndex((each) => each.id === id) !== i)
  if (doubled !== undefined) throw new Error(`--node ${doubled.id}: named twice`)
  const rules = [...drop.map((text) => ruleIn(text, "drop", nodes)), ...delay.map((text) => delayIn(text, nodes))]
  const treat = (frame: Passing): Treatment => rules.find(({ applies }) => applies(frame))?.treatment
  const recorder = await startRecorder({ network: nodeNetwork, timers: nodeTimers, file, nodes, treat })
  console.log(JSON.stringify({ ready: true, file, nodes: nodes.map(({ id, listen, target }, i) => ({ id, dial: formatAddress({ ...listen, port: recorder.ports[i] as number }), target: formatAddress(target) })) }))
  const shown = progress()
  const ticking = setInterval(() => shown.say(`${count(recorder.frames())} frames`), 500)
  await new Promise<void>((resolve) => {
    for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, () => resolve())
  })
  clearInterval(ticking)
  shown.done()
  recorder.close()
  process.stderr.write(`${count(recorder.frames())} frames in ${file}; rocketproof validate --wire ${file} judges them\n`)
  return 0
}

const addressIn = (option: string, text: string | undefined): RecordedNode["listen"] => {
  const address = parseAddress(text ?? "")
  if (address.host === "" || !Number.isInteger(address.port) || address.port < 0 || address.port > 65_535 || !/:\d+$/.test(text ?? "")) throw new Error(`--node ${option}: ${JSON.stringify(text ?? "")} is no host:port`)
  return address
}

const nodeIn = (text: string): RecordedNode => {
  const [, id, listen, target] = /^([^=]+)=([^,]+),(.+)$/.exec(text) ?? []
  if (id === undefined) throw new Error(`--node ${text}: say it as n0=127.0.0.1:41911,127.0.0.1:40911 (where its peers dial it, and where it is)`)
  return { id, protocol: "dledger", listen: addressIn(text, listen), target: addressIn(text, target) }
}

interface Rule {
  readonly applies: (frame: Passing) => boolean
  readonly treatment: Treatment
}

const KINDS = ["VOTE", "HEART_BEAT", "PUSH APPEND", "PUSH COMMIT", "PUSH COMPARE", "PUSH TRUNCATE"]

const ruleIn = (text: string, treatment: Treatment, nodes: readonly RecordedNode[]): Rule => {
  const [kind = "", from, to] = text.split(",").map((part) => part.trim())
  const known = [...KINDS, ...KINDS.map((each) => `answer to ${each}`), "*"]
  if (!known.includes(kind)) throw new Error(`${JSON.stringify(text)}: ${JSON.stringify(kind)} is no kind of frame; there are ${KINDS.join(", ")}, each with "answer to " before it, and *`)
  for (const id of [from, to]) if (id !== undefined && id !== "*" && !nodes.some((node) => node.id === id)) throw new Error(`${JSON.stringify(text)}: ${id} is not among the nodes (${nodes.map((node) => node.id).join(", ")})`)
  const is = (wanted: string | undefined, value: string | undefined): boolean => wanted === undefined || wanted === "*" || wanted === value
  return { treatment, applies: (frame) => is(kind, frame.kind) && is(from, frame.from) && is(to, frame.to) }
}

const delayIn = (text: string, nodes: readonly RecordedNode[]): Rule => {
  const at = text.lastIndexOf("=")
  const ms = Number(text.slice(at + 1))
  if (at < 0 || !Number.isInteger(ms) || ms < 1) throw new Error(`--delay ${text}: say the milliseconds behind =, as in "PUSH TRUNCATE,n0,n1=5000"`)
  return ruleIn(text.slice(0, at), ms, nodes)
}
