/**
 * A client of the nodes, as any other: it sends, pulls and asks where the queue ends, over remoting connections of its own,
 * and keeps what it was told.
 *
 * @module
 */
import { TOPIC } from "../../models/world/node.ts"
import { type Meter, meteredNetwork } from "../layers/metered-network.ts"
import { parseAddress } from "../layers/network.ts"
import { nodeNetwork } from "../layers/node-network.ts"
import { decodeStoredAll } from "../message/stored.ts"
import { type RemotingClient, remotingClient } from "../remoting/client.ts"
import { RequestCode, ResponseCode, responseName } from "../remoting/codes.ts"
import type { RemotingCommand } from "../remoting/command.ts"
import type { MemberFrame } from "./member-frames.ts"

/** What became of a request. */
export interface Told {
  readonly operation: string
  readonly node: string
  /** A name of RocketMQ's `ResponseCode`, SEND_OK for a send that was acked; absent: no answer so far. */
  readonly code?: string
  /** Where the message stands, or where the queue ends. */
  readonly offset?: number
}

/** How a message is marked. */
export interface Marks {
  readonly properties?: string
  readonly sysFlag?: number
}

export interface Pulled {
  readonly code: string
  readonly bodies: readonly string[]
}

export interface ReplayClient {
  readonly send: (node: string, address: string, message: string, marks?: Marks) => void
  readonly read: (node: string, address: string, operation: string) => void
  readonly pull: (address: string, offset: number, maxMsgNums: number) => Promise<Pulled>
  /** What each request was told, in the order in which they were asked. */
  readonly told: () => readonly Told[]
  /** Those that were told something, in the order in which they were. */
  readonly answers: () => readonly Told[]
  /** Any request, over the connection that `who` has to this broker; `onAnswer` is told what comes back, and nothing is kept of it. */
  readonly ask: (who: string, address: string, frame: MemberFrame, onAnswer: (answer: RemotingCommand) => void) => void
  /** All connections of `who` end, or that to this address. */
  readonly leave: (who: string, address?: string) => void
  /** Connections to a broker that were opened and not closed from here. */
  readonly connections: (address: string) => number
  /** Bytes to and from a broker, on all connections to it. */
  readonly count: (address: string) => Meter["out"][string]
  /** The broker is gone. */
  readonly forget: (address: string) => void
  readonly close: () => void
}

export const replayClient = (): ReplayClient => {
  const told: Told[] = []
  const answers: Told[] = []
  const open: { readonly who: string; readonly address: string; readonly client: RemotingClient; readonly meter: Meter; closed: boolean }[] = []
  const at = (address: string, who = ""): RemotingClient => {
    const known = open.findLast((each) => each.address === address && each.who === who)
    if (known !== undefined) return known.client
    const { network, meter } = meteredNetwork(nodeNetwork)
    const client = remotingClient(network, parseAddress(address))
    open.push({ who, address, client, meter, closed: false })
    return client
  }
  const noted = (node: string, operation: string) => {
    const i = told.push({ node, operation }) - 1
    return (code: string, offset: string | undefined): void => {
      const answer = { node, operation, code, ...(offset === undefined ? {} : { offset: Number(offset) }) }
      told[i] = answer
      answers.push(answer)
    }
  }
  return {
    send: (node, address, message, { properties = "", sysFlag = 0 } = {}) => {
      const tell = noted(node, message)
      const fields = { producerGroup: "p", topic: TOPIC, defaultTopic: "TBW102", defaultTopicQueueNums: "1", queueId: "0", sysFlag: String(sysFlag), bornTimestamp: "0", flag: "0", properties }
      at(address).send(RequestCode.SEND_MESSAGE, fields, Buffer.from(message), ({ code, extFields }) => tell(code === ResponseCode.SUCCESS ? "SEND_OK" : responseName(code), extFields["queueOffset"]))
    },
    read: (node, address, operation) => {
      const tell = noted(node, operation)
      at(address).send(RequestCode.GET_MAX_OFFSET, { topic: TOPIC, queueId: "0" }, undefined, ({ code, extFields }) => tell(responseName(code), extFields["offset"]))
    },
    pull: async (address, offset, maxMsgNums) => {
      const fields = { consumerGroup: "g", topic: TOPIC, queueId: "0", queueOffset: String(offset), maxMsgNums: String(maxMsgNums), sysFlag: "4", commitOffset: "0", suspendTimeoutMillis: "0", subscription: "*", subVersion: "0" }
      const { code, body } = await at(address).ask(RequestCode.PULL_MESSAGE, fields)
      return { code: responseName(code), bodies: code === ResponseCode.SUCCESS && body !== undefined ? decodeStoredAll(body).map((message) => message.body.toString()) : [] }
    },
    told: () => told,
    answers: () => answers,
    ask: (who, address, { code, fields, body }, onAnswer) => at(address, who).send(code, fields, body, onAnswer),
    // Whoever has left never comes back, and what it sent still counts.
    leave: (who, address) => {
      for (const each of open) {
        if (each.who !== who || (address !== undefined && each.address !== address)) continue
        each.client.close()
        each.closed = true
      }
    },
    connections: (address) => open.filter((each) => each.address === address && !each.closed).length,
    count: (address) =>
      open.reduce(
        (sum, { meter }) => {
          const { sent, received } = meter.out[address] ?? { sent: 0, received: 0 }
          return { sent: sum.sent + sent, received: sum.received + received }
        },
        { sent: 0, received: 0 }
      ),
    forget: (address) => {
      for (let i = open.length - 1; i >= 0; i--) {
        if (open[i]?.address !== address) continue
        open[i]?.client.close()
        open.splice(i, 1)
      }
    },
    close: () => {
      for (const { client } of open) client.close()
    }
  }
}

