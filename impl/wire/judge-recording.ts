/**
 * A recording held against `spec/dledger`: every member's frames through its rules, with what no frame shows filled in by search, and
 * what all of them say against each other.
 *
 * What this proves: there is a run of the rules that says what was seen. What it cannot: that the nodes took this run. Memory is
 * bounded: by the window of each node's search, and by what is under way.
 *
 * @module
 */
import { createHash } from "node:crypto"
import type { NodeId } from "../../spec/vocabulary.ts"
import { decodeAnswer, decodeAsked, isPeerCode } from "../dledger/messages.ts"
import { isResponse, type RemotingCommand } from "../remoting/command.ts"
import { decodeFrame } from "../remoting/frame.ts"
import { type Filled, nothingFilled, start } from "./configuration.ts"
import { freshNode, memberConfig } from "./leeway.ts"
import { NodeSearch, type Stuck } from "./node-search.ts"
import { BadRecording, type FrameLine, type Head, type Line, readRecording } from "./recording.ts"
import type { Item, Rpc } from "./traffic.ts"

/** What is wrong between nodes, or with a frame itself, and where. */
export interface Contradiction {
  readonly line: number
  readonly what: string
}

export interface NodeJudged {
  readonly node: NodeId
  /** Frames that it sent. */
  readonly sent: number
  readonly received: number
  /** What the search put in. */
  readonly filled: Filled
  readonly stuck: Stuck | undefined
}

export interface RecordingJudged {
  readonly file: string
  readonly group: string | undefined
  /** Frames between members. */
  readonly frames: number
  /** Frames of clients and operators: not held against anything. */
  readonly others: number
  readonly held: number
  readonly dropped: number
  readonly nodes: readonly NodeJudged[]
  readonly contradictions: readonly Contradiction[]
  /** What was said last before the first thing that is not explained, and that thing. */
  readonly lately: readonly Seen[]
  readonly verdict: "explained" | "not explained"
}

/** A frame, for a person. */
export interface Seen {
  readonly line: number
  readonly at: number
  readonly from: NodeId
  readonly to: NodeId
  readonly rpc: Rpc
  readonly answers: boolean
}

export interface JudgeRecordingOptions {
  /** The recording may end anywhere. */
  readonly partial?: boolean
  readonly onProgress?: (frames: number) => void
}

interface Link {
  readonly to: NodeId
  client: NodeId | undefined
  /** Something was answered on it: both ends were there. */
  stood: boolean
  /** Requests that are not answered, by their opaque. */
  readonly asked: Map<number, Rpc>
}

/** Frames told with what is not explained. */
const LATELY = 14
/** Entries whose bytes are remembered. */
const ENTRIES = 100_000
/** Terms whose leader is remembered. */
const TERMS = 10_000
/** Requests on one connection that wait for an answer. */
const ASKED = 20_000

/** Throws `BadRecording`. */
export const judgeRecording = async (file: string, { partial = false, onProgress }: JudgeRecordingOptions = {}): Promise<RecordingJudged> => {
  const judge = makeJudge(file, onProgress)
  await readRecording(file, { partial, onHead: judge.head, onLine: judge.line })
  return judge.judged()
}

const makeJudge = (file: string, onProgress: JudgeRecordingOptions["onProgress"]) => {
  const searches = new Map<NodeId, NodeSearch>()
  const counts = new Map<NodeId, { sent: number; received: number }>()
  const links = new Map<number, Link>()
  /** What to do when a frame that was held is passed on. */
  const held = new Map<number, () => void>()
  const contradictions: Contradiction[] = []
  const leaders = new Map<number, NodeId>()
  const entries = new Map<string, string>()
  let ids: readonly NodeId[] = []
  let group: string | undefined
  let lately: Seen[] = []
  const figures = { frames: 0, others: 0, held: 0, dropped: 0 }
  /** The first thing that is not explained has been seen: what is told of what came before stays. */
  let found = false

  const bad = (line: number, problem: string): BadRecording => new BadRecording(file, line, problem)

  const contradict = (line: number, what: string): void => {
    if (contradictions.length < 100) contradictions.push({ line, what })
    found = true
  }

  const give = (node: NodeId, item: Item): void => {
    const search = searches.get(node)
    search?.take(item)
    if (search?.stuck !== undefined) found = true
  }

  const linkOf = (line: number, connection: number): Link => {
    const link = links.get(connection)
    if (link === undefined) throw bad(line, `connection ${connection} was not opened: the recording was altered or damaged`)
    return link
  }

  const remember = (line: number, rpc: Rpc): void => {
    const { asked } = rpc
    if (asked.message._tag !== "VoteRequest") {
      const leader = leaders.get(asked.message.term)
      if (leader !== undefined && leader !== asked.from) contradict(line, `term ${asked.message.term} has two leaders: ${leader}, and ${asked.from}, which says ${asked.message._tag === "HeartBeatRequest" ? "HEART_BEAT" : "PUSH"} in it`)
      leaders.set(asked.message.term, asked.from)
      forget(leaders, TERMS)
    }
    for (const { index, term, pos, size, body } of asked.entries) {
      const key = `${index} of term ${term}`
      const bytes = `${pos} ${size} ${createHash("sha1").update(body).digest("base64")}`
      const before = entries.get(key)
      if (before !== undefined && before !== bytes) contradict(line, `entry ${key} is not the same as it was before: two entries have one index and term`)
      entries.set(key, bytes)
      forget(entries, ENTRIES)
    }
  }

  const tell = (line: number, at: number, rpc: Rpc, answers: boolean): void => {
    if (found) return
    lately.push({ line, at, from: answers ? rpc.asked.to : rpc.asked.from, to: answers ? rpc.asked.from : rpc.asked.to, rpc, answers })
    if (lately.length > 4 * LATELY) lately = lately.slice(-LATELY)
  }

  /** Passed on now, or when its time has come. */
  const deliver = (frame: FrameLine, pass: () => void): void => {
    if (frame.held !== true) return pass()
    figures.held++
    held.set(frame.n, pass)
  }

  const request = (frame: FrameLine, link: Link, command: RemotingCommand): void => {
    if (!isPeerCode(command.code)) {
      figures.others++
      return
    }
    const asked = decodeAsked(command.code, command.body)
    const { from, to } = asked
    if (group !== undefined && asked.group !== group) return contradict(frame.n, `${from} speaks of group ${asked.group}; it was ${group} before`)
    group ??= asked.group
    if (!ids.includes(from)) return contradict(frame.n, `${from} is no node of the recording (${ids.join(", ")}): record all members`)
    if (to !== link.to) return contradict(frame.n, `${from} asks ${to} on a connection to ${link.to}`)
    if (link.client !== undefined && link.client !== from) return contradict(frame.n, `${from} asks on a connection of ${link.client}`)
    link.client = from
    begin()
    const rpc: Rpc = { line: frame.n, at: frame.at, asked }
    link.asked.set(command.opaque, rpc)
    forget(link.asked, ASKED)
    count(from, "sent")
    remember(frame.n, rpc)
    tell(frame.n, frame.at, rpc, false)
    give(from, { kind: "asks", rpc, line: frame.n })
    deliver(frame, () => {
      count(to, "received")
      give(to, { kind: "hears", rpc, line: frame.n })
    })
  }

  const answer = (frame: FrameLine, link: Link, command: RemotingCommand): void => {
    const rpc = link.asked.get(command.opaque)
    if (rpc === undefined) {
      figures.others++
      return
    }
    link.asked.delete(command.opaque)
    link.stood = true
    rpc.answer = decodeAnswer(rpc.asked, command.body)
    rpc.answerLine = frame.n
    rpc.answerAt = frame.at
    count(rpc.asked.to, "sent")
    tell(frame.n, frame.at, rpc, true)
    give(rpc.asked.to, { kind: "answers", rpc, line: frame.n })
    deliver(frame, () => {
      count(rpc.asked.from, "received")
      give(rpc.asked.from, { kind: "is answered", rpc, line: frame.n })
    })
  }

  const begin = (): void => {
    if (searches.size > 0) return
    for (const id of ids) searches.set(id, new NodeSearch(start(freshNode(memberConfig(group as string, id, ids.filter((each) => each !== id))))))
  }

  const count = (node: NodeId, what: "sent" | "received"): void => {
    const of = counts.get(node)
    if (of !== undefined) of[what]++
    if (what === "sent" && ++figures.frames % 1_000 === 0) onProgress?.(figures.frames)
  }

  const onFrame = (frame: FrameLine): void => {
    const link = linkOf(frame.n, frame.frame)
    let command: RemotingCommand
    try {
      command = decodeFrame(Buffer.from(frame.bytes, "base64"))
    } catch (error) {
      throw bad(frame.n, `no frame of RocketMQ's remoting: ${(error as Error).message}`)
    }
    try {
      if (frame.by === "client") request(frame, link, command)
      else if (isResponse(command)) answer(frame, link, command)
      else figures.others++
    } catch (error) {
      if ((error as Error).name !== "RequestError") throw error
      contradict(frame.n, `what ${frame.by === "client" ? `was said to ${link.to}` : `${link.to} answered`} is not as DLedger 0.3.1.2 writes it: ${(error as Error).message}`)
    }
  }

  const onLine = (line: Line): void => {
    if ("frame" in line) return onFrame(line)
    if ("open" in line) {
      if (!ids.includes(line.to)) throw bad(line.n, `${line.to} is no node of the recording (${ids.join(", ")}): the recording was altered or damaged`)
      links.set(line.open, { to: line.to, client: undefined, stood: false, asked: new Map() })
    } else if ("close" in line) {
      const link = linkOf(line.n, line.close)
      links.delete(line.close)
      const open = [...links.values()]
      for (const node of [link.to, link.client])
        if (node !== undefined) give(node, { kind: "loses a connection", line: line.n, last: link.stood && !open.some(({ to, client, stood }) => stood && (to === node || client === node)) })
    } else if ("passed" in line) {
      const pass = held.get(line.passed)
      if (pass === undefined) throw bad(line.n, `line ${line.passed} is no frame that was held: the recording was altered or damaged`)
      held.delete(line.passed)
      pass()
    } else if ("dropped" in line) {
      if (held.delete(line.dropped)) figures.dropped++
    }
  }

  return {
    head: (head: Head): void => {
      ids = head.nodes.filter(({ protocol }) => protocol === "dledger").map(({ id }) => id)
      for (const id of ids) counts.set(id, { sent: 0, received: 0 })
    },
    line: onLine,
    judged: (): RecordingJudged => {
      const nodes = ids.map((node): NodeJudged => {
        const search = searches.get(node)
        return { node, ...(counts.get(node) as { sent: number; received: number }), filled: search?.last.filled ?? nothingFilled, stuck: search?.stuck }
      })
      return {
        file,
        group,
        ...figures,
        nodes,
        contradictions,
        lately: lately.slice(-LATELY),
        verdict: contradictions.length > 0 || nodes.some(({ stuck }) => stuck !== undefined) ? "not explained" : "explained"
      }
    }
  }
}

/** The oldest is forgotten. */
const forget = <K, V>(map: Map<K, V>, limit: number): void => {
  if (map.size <= limit) return
  for (const oldest of map.keys()) {
    map.delete(oldest)
    return
  }
}
