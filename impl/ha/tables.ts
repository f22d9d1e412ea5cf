/**
 * A slave asks its master for what is not in the log: topics, progress of groups and of delay levels, groups. On a timer, as RocketMQ's
 * slaves do; between our own brokers the master sends it.
 *
 * RocketMQ `SlaveSynchronize.syncAll`, `BrokerOuterAPI`; 5.x `getAllMessageRequestMode`.
 *
 * @module
 */
import type { EventOf } from "../../spec/broker/events.ts"
import { delaysShape, groupsShape, offsetsShape, topicsShape } from "../broker/config-tables.ts"
import { requestModesShape } from "../broker/request-modes.ts"
import { type Address, formatAddress, type NetworkService } from "../layers/network.ts"
import type { TimersService } from "../layers/timers.ts"
import { type RemotingClient, remotingClient } from "../remoting/client.ts"
import { RequestCode, ResponseCode } from "../remoting/codes.ts"
import type { JsonShape } from "../store/json-file.ts"
import { ROCKETMQ } from "./rocketmq-slaves.ts"

/** How often: milliseconds. `BrokerController.handleSlaveSynchronize`. */
const EVERY_MS = 10_000

export interface TablesOptions {
  readonly network: NetworkService
  readonly after: TimersService["after"]
  /** Of whom is asked: a member of a group is in a term. Absent: 0. */
  readonly term?: () => number
  readonly take: (event: EventOf<"CopyMetadata">) => void
  /** What the master answered makes no sense. */
  readonly refused: (problem: string) => void
}

export interface Tables {
  /** Where clients find the master: asked at once, if it is another one, and from then on. */
  readonly from: (master: Address) => void
  readonly close: () => void
}

export const masterTables = ({ network, after, term = () => 0, take, refused }: TablesOptions): Tables => {
  let asked: { readonly at: string; readonly client: RemotingClient } | undefined
  let stopWaiting = (): void => {}

  const ask = async (client: RemotingClient): Promise<void> => {
    const table = async <T>(code: number, { read }: Pick<JsonShape<T>, "read">, otherwise?: T): Promise<T> => {
      const { code: answer, body, remark } = await client.ask(code, {})
      if (answer === ResponseCode.SUCCESS) return read(body?.toString() ?? "")
      if (otherwise === undefined) throw new Error(`request ${code}: ${answer} ${remark ?? ""}`)
      return otherwise
    }
    const [topics, offsets, delays, groups, modes] = await Promise.all([
      table(RequestCode.GET_ALL_TOPIC_CONFIG, topicsShape),
      table(RequestCode.GET_ALL_CONSUMER_OFFSET, offsetsShape),
      table(RequestCode.GET_ALL_DELAY_OFFSET, delaysShape),
      table(RequestCode.GET_ALL_SUBSCRIPTIONGROUP_CONFIG, groupsShape),
      // 4.9 has no such thing.
      table(RequestCode.GET_ALL_MESSAGE_REQUEST_MODE, requestModesShape, [])
    ])
    if (asked?.client !== client) return
    take({
      _tag: "CopyMetadata",
      from: `${ROCKETMQ}${asked.at}`,
      term: term(),
      topicVersion: topics.counter,
      topics: topics.table,
      offsets: [...new Map([...offsets, ...delays])],
      ...(groups.table.length === 0 ? {} : { subscriptionGroups: groups.table }),
      ...(modes.length === 0 ? {} : { requestModes: modes })
    })
  }

  const askAgain = (client: RemotingClient): void => {
    if (asked?.client !== client) return
    // A master that cannot be reached is asked again in its turn.
    ask(client).catch((error: Error) => {
      if (asked?.client === client && !error.message.includes("closed the connection")) refused(error.message)
    })
    stopWaiting = after(EVERY_MS, () => askAgain(client))
  }

  const close = (): void => {
    stopWaiting()
    asked?.client.close()
    asked = undefined
  }

  return {
    from: (master) => {
      const at = formatAddress(master)
      if (asked?.at === at) return
      close()
      const client = remotingClient(network, master)
      asked = { at, client }
      askAgain(client)
    },
    close
  }
}
