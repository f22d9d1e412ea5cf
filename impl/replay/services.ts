/**
 * The world of NameServers and clients, performed (`models/world/service.ts`). Brokers and NameServers are live. Producer and consumer
 * are those of the trace: what they ask goes out as RocketMQ's frames when the trace says that it arrives, and what they are answered
 * is held against the trace.
 *
 * @module
 */
import type { Armed, ServiceAction, ServiceMessage, ServiceOptions } from "../../models/world/service.ts"
import { TOPIC } from "../../models/world/node.ts"
import type { Suite } from "../../properties/suites.ts"
import type { BrokerEvent } from "../../spec/broker/events.ts"
import type { NameServerEvent } from "../../spec/name-server/events.ts"
import type { NameServer } from "../../spec/name-server/state.ts"
import { nameServerSeen, type NameServerSeen } from "../cluster/steering.ts"
import { RequestCode, ResponseCode, responseName } from "../remoting/codes.ts"
import type { RemotingCommand } from "../remoting/command.ts"
import { answerTo, frameOf } from "./member-frames.ts"
import { canonical } from "./messages.ts"
import type { Posted } from "./post-office.ts"
import type { Difference } from "./seen.ts"
import { Diverged, notAMove, NotPerformable, type Stage } from "./stage.ts"
import { type LiveWorld, type Made, nodeIn } from "./world.ts"

export const servicesWorld = (suite: Suite): LiveWorld => {
  const { members, nodes, nameServers } = suite.bounds as Pick<ServiceOptions, "members" | "nodes" | "nameServers">
  const { slots, initial } = suite.model()
  const names = slots.slice(0, members?.length ?? nodes)
  const servers = slots.slice(names.length, names.length + nameServers)
  const configs = names.map((_, slot) => ({ ...nodeIn(initial.locals, slot).broker.config, brokerClusterName: "c" }))
  /** Registrations on their way. */
  let posted: readonly Posted[] = []
  /** What was posted and answered since the last comparison. */
  let heard: string[] = []

  const collect = (stage: Stage): void => {
    const fresh = stage.live.nameServers.office.arrived()
    posted = [...posted, ...fresh]
    heard.push(...fresh.map((each) => `${each.from} registers at ${each.to}: ${registrationIn(each.command)}`))
  }

  const named = (stage: Stage, value: unknown): unknown => {
    let text = JSON.stringify(value)
    for (const name of names) if (stage.live.isUp(name) || stage.live.lastAddress(name) !== "") text = text.replaceAll(stage.live.lastAddress(name), name)
    return JSON.parse(text)
  }

  const askBroker = (stage: Stage, client: string, name: string, event: BrokerEvent): void => {
    const address = stage.live.address(name)
    if (event._tag === "SendMessage") {
      const message = String(event.request).split("/", 1)[0] as string
      const fields = { producerGroup: "p", topic: TOPIC, defaultTopic: "TBW102", defaultTopicQueueNums: "1", queueId: String(event.queueId), sysFlag: "0", bornTimestamp: "0", flag: "0", properties: "" }
      const told = ({ code, extFields }: RemotingCommand): void => void heard.push(`${client}: ${canonical({ _tag: "SendReply", request: event.request, code: responseName(code), queueOffset: Number(extFields["queueOffset"] ?? -1) })}`)
      return stage.live.client.ask(client, address, { code: RequestCode.SEND_MESSAGE, fields, body: Buffer.from(message) }, told)
    }
    stage.live.client.ask(client, address, frameOf(event, ""), (command) => {
      const request = "request" in event ? String(event.request) : ""
      // Its own requests bear no member's name.
      const answer = answerTo({ ...event, request: `x:${request}` } as BrokerEvent, command)
      if (answer !== undefined) heard.push(`${client}: ${canonical(code(answer, command))}`)
    })
  }

  const askNameServer = (stage: Stage, from: string, to: string, event: NameServerEvent): void => {
    const { client, nameServers: live } = stage.live
    const address = live.address(to)
    switch (event._tag) {
      case "RegisterBroker": {
        const wanted = registrationOf(event)
        const found = posted.find((each) => each.from === from && each.to === to && registrationIn(each.command) === wanted)
        if (found === undefined) throw new Diverged(`${from} registering at ${to} (${wanted}) on its way`, posted.length === 0 ? "nothing" : posted.map((each) => `${each.from} at ${each.to}: ${registrationIn(each.command)}`).join(" and "))
        posted = posted.filter((each) => each !== found)
        return client.ask(event.channel, address, { code: found.command.code, fields: found.command.extFields, ...(found.command.body === undefined ? {} : { body: found.command.body }) }, found.answer)
      }
      case "ChannelClosed":
        return client.leave(event.channel, address)
      case "GetRouteInfoByTopic": {
        const who = String(event.request)
        return client.ask(who, address, { code: RequestCode.GET_ROUTEINFO_BY_TOPIC, fields: { topic: event.topic } }, (answer) => {
          const { filterServerTable: _, ...route } = answer.body === undefined ? {} : (JSON.parse(answer.body.toString()) as { readonly filterServerTable?: unknown })
          heard.push(`${who}: ${canonical(named(stage, { _tag: "RouteReply", route: answer.code === ResponseCode.SUCCESS ? route : null }))}`)
        })
      }
      default:
        throw new NotPerformable(`nobody in this world is known to ask a NameServer ${event._tag}`)
    }
  }

  const deliver = async (stage: Stage, { move }: Made): Promise<boolean> => {
    if (move.kind === "act") return false
    const message = move.message as ServiceMessage
    if (!("is" in message)) return false
    const [from, to] = [slots[move.from] as string, slots[move.slot] as string]
    if (message.is === "nameServer") {
      const arrives = move.kind !== "lose" && stage.live.nameServers.isUp(to)
      if (arrives) askNameServer(stage, from, to, message.event)
      else if (message.event._tag === "RegisterBroker") posted = posted.filter((each, i) => i !== posted.findIndex((other) => other.from === from && other.to === to))
    }
    if (message.is === "broker" && move.kind !== "lose" && stage.live.isUp(to)) askBroker(stage, from, to, message.event)
    // What reaches a client changes nothing but the client.
    await stage.rest()
    return true
  }

  const actBroker = async (stage: Stage, name: string, action: ServiceAction): Promise<void> => {
    switch (action.do) {
      case "fire":
        return stage.fire(name, action.timer as never)
      case "crash":
        await stage.live.kill(name, [])
        await stage.live.start(name, false)
        return stage.rest()
      case "kill":
        await stage.live.kill(name, [])
        return stage.rest()
      case "send":
      case "wipe":
        throw new NotPerformable(`no broker ${action.do}s`)
      default:
        return notAMove(action)
    }
  }

  const actNameServer = async (stage: Stage, name: string, action: ServiceAction): Promise<void> => {
    const { nameServers: live, client } = stage.live
    switch (action.do) {
      case "fire": {
        const { brokerAddr = "" } = action.timer as { readonly brokerAddr?: string }
        if (!(await live.steer(name, { do: "fire", timer: { ...action.timer, brokerAddr: stage.live.lastAddress(brokerAddr) } as never }))) throw new Diverged(`${action.timer._tag} ${brokerAddr} of ${name} armed`, "not armed")
        return stage.rest()
      }
      case "crash":
        await live.kill(name)
        await live.start(name)
        return stage.rest()
      case "kill":
        await live.kill(name)
        return stage.rest()
      case "wipe":
        client.ask("operator", live.address(name), { code: RequestCode.WIPE_WRITE_PERM_OF_BROKER, fields: { brokerName: action.brokerName } }, () => {})
        return stage.rest()
      case "send":
        throw new NotPerformable("no NameServer sends messages")
      default:
        return notAMove(action)
    }
  }

  return {
    names,
    configs,
    holds: [],
    nameServers: servers,
    begin: async (stage) => {
      await stage.rest()
      // Nobody hears of how the brokers started, in the model.
      collect(stage)
      posted = []
      heard = []
    },
    direct: ({ event }) => event._tag === "CopyMetadata" || event._tag === "HaConnected",
    deliver,
    act: async (stage, { move }) => {
      const [name, action] = [slots[move.slot] as string, (move as { readonly action: ServiceAction }).action]
      if (move.slot < names.length) await actBroker(stage, name, action)
      else if (servers.includes(name)) await actNameServer(stage, name, action)
    },
    heard: ({ move, outcome }, stage): readonly Difference[] => {
      collect(stage)
      const got = heard
      heard = []
      const wanted = (outcome.sends ?? []).flatMap(({ to, message }): readonly string[] => {
        const { is, event } = message as { readonly is?: string; readonly event?: { readonly _tag: string } }
        // The end of a connection is nobody's answer.
        if (is === undefined || event === undefined || event._tag === "ChannelClosed") return []
        if (is === "nameServer" && event._tag === "RegisterBroker") return [`${slots[move.slot]} registers at ${slots[to]}: ${registrationOf(event as never)}`]
        return (is === "producer" || is === "consumer") && move.slot < names.length + servers.length ? [`${slots[to]}: ${canonical(event)}`] : []
      })
      const text = (all: readonly string[]): string => [...all].sort().join(" and ") || "nothing"
      return text(wanted) === text(got) ? [] : [{ what: "registrations, and what clients are told", expected: text(wanted), got: text(got) }]
    },
    others: async (stage, locals): Promise<readonly Difference[]> => {
      const found: Difference[] = []
      for (const [i, name] of servers.entries()) {
        const { state, dead } = locals[names.length + i] as Armed<NameServer, NameServerEvent>
        const isUp = stage.live.nameServers.isUp(name)
        if (isUp !== (dead !== true)) found.push({ what: name, expected: dead ? "down" : "up", got: isUp ? "up" : "down" })
        if (!isUp || dead) continue
        const [want, got] = [tablesOf(nameServerSeen(state)), tablesOf(named(stage, await stage.live.nameServers.observe(name)) as NameServerSeen)]
        for (const table of ["brokers", "live", "queues"] as const) if (canonical(want[table]) !== canonical(got[table])) found.push({ what: `${name} ${table}`, expected: canonical(want[table]), got: canonical(got[table]) })
      }
      return found
    },
    told: () => ({ sends: undefined, reads: undefined }),
    startAll: () => Promise.resolve()
  }
}

/** A pull that was refused says no more than that. */
const code = <A extends object>(answer: A, command: RemotingCommand): A => ("nextBeginOffset" in answer && command.extFields["nextBeginOffset"] === undefined ? { ...answer, nextBeginOffset: 0 } : answer)

const registrationOf = ({ brokerId, term }: Extract<NameServerEvent, { readonly _tag: "RegisterBroker" }>): string => `brokerId ${brokerId}, term ${term}`

const registrationIn = ({ extFields, body }: RemotingCommand): string => {
  const { topicConfigSerializeWrapper: { dataVersion } } = JSON.parse(body?.toString() ?? "{}") as { readonly topicConfigSerializeWrapper: { readonly dataVersion: { readonly stateVersion?: number } } }
  return `brokerId ${extFields["brokerId"]}, term ${dataVersion.stateVersion ?? 0}`
}

/** Of the one topic of the models: live brokers have RocketMQ's own besides. Ascending. */
const tablesOf = ({ brokers, live, queues }: NameServerSeen) => ({
  brokers,
  live: [...live].sort(([a], [b]) => (a < b ? -1 : 1)),
  queues: queues.filter(([topic]) => topic === TOPIC)
})
