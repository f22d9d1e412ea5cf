/**
 * A NameServer that runs: the machine over its clients and its clock.
 *
 * RocketMQ `DefaultRequestProcessor`, `BrokerHousekeepingService`.
 *
 * @module
 */
import * as Effect from "effect/Effect"
import type { NameServerConfig } from "../../spec/name-server/config.ts"
import type { NameServerEvent, NameServerTimer } from "../../spec/name-server/events.ts"
import { nameServer } from "../../spec/name-server/index.ts"
import type { NameServerOutput } from "../../spec/name-server/outputs.ts"
import type { NameServer } from "../../spec/name-server/state.ts"
import type { Tagged } from "../../spec/machine.ts"
import { Journal, Performer, program, type Running } from "../../spec/program.ts"
import type { RequestId } from "../../spec/vocabulary.ts"
import type { JournalWriter } from "../journal/journal.ts"
import { type Watch, watched } from "../log/watch.ts"
import { makeInbox } from "../layers/inbox.ts"
import { type NamedTimers, namedTimers } from "../layers/named-timers.ts"
import { type Address, formatAddress, Network } from "../layers/network.ts"
import { Random, Timers } from "../layers/timers.ts"
import { isOneway, isResponse, type RemotingCommand, response } from "../remoting/command.ts"
import { requestName, ResponseCode } from "../remoting/codes.ts"
import { RequestError } from "../remoting/errors.ts"
import { type Channel, serveRemoting } from "../remoting/server.ts"
import { configAnswer, configAnswers } from "./config.ts"
import type { KvFile } from "./kv-file.ts"
import { type Answer, queries } from "./queries.ts"
import { requests } from "./requests.ts"

export interface NameServerOptions {
  readonly config: NameServerConfig
  readonly listenAt: Address
  readonly advertiseHost: string
  readonly journal: JournalWriter
  /** Where its KV configuration is kept. Absent: nowhere. */
  readonly kvFile?: KvFile
  /** Sees every event taken, what the machine knows then, and its outputs. */
  readonly watch?: Watch<NameServer>
  /** Told what somebody should know of: clients that were not served. */
  readonly warn?: (event: string, fields: Readonly<Record<string, unknown>>) => void
}

export interface RunningNameServer {
  readonly address: string
  readonly state: () => NameServer
  readonly timers: Pick<NamedTimers<NameServerTimer>, "armed" | "fire">
  readonly pause: () => void
  readonly resume: () => void
  readonly stop: () => void
}

export const startNameServer = (options: NameServerOptions): Effect.Effect<RunningNameServer, Error, Network | Timers | Random> =>
  Effect.gen(function* () {
    const network = yield* Network
    const timers = yield* Timers
    const random = yield* Random
    const open = new Map<RequestId, { readonly channel: Channel; readonly command: RemotingCommand }>()
    let requestNumber = 0
    const items = new Map<string, string>()
    const inbox = makeInbox<NameServerEvent>()
    const { take } = inbox
    const named = namedTimers<NameServerTimer>(timers, random, take, inbox.isPaused)

    const finish = (id: RequestId, code: number, parts?: Answer): void => {
      const request = open.get(id)
      open.delete(id)
      if (request !== undefined && !isOneway(request.command)) request.channel.send(response(request.command, code, parts?.remark, parts?.extFields, parts?.body))
    }
    const json = (value: unknown) => ({ body: Buffer.from(JSON.stringify(value)) })

    /** Answers that wait for the KV configuration to be on disk, by the event that changed it. */
    let saving: { readonly cause: NameServerEvent; readonly waiting: ((error?: Error) => void)[] } | undefined

    const perform = (output: NameServerOutput, cause: NameServerEvent): void => {
      switch (output._tag) {
        case "ArmTimer":
          return named.arm(output.event, output.ms)
        case "CancelTimer":
          return named.cancel(output.event)
        case "SaveKVConfig": {
          if (options.kvFile === undefined) return
          const waiting: ((error?: Error) => void)[] = []
          saving = { cause, waiting }
          options.kvFile.save(running.state.current, (error) => {
            for (const answer of waiting) answer(error)
          })
          return
        }
        case "Reply": {
          const answer = (error?: Error): void =>
            error === undefined
              ? finish(output.request, ResponseCode[output.code], { remark: output.remark })
              : finish(output.request, ResponseCode.SYSTEM_ERROR, { remark: `the KV configuration is changed, and could not be written: ${error.message}. Make room for it, and send it again` })
          if (saving?.cause === cause) saving.waiting.push(answer)
          else answer()
          return
        }
        case "ReplyRegistered":
          return finish(output.request, ResponseCode.SUCCESS, {
            extFields: {
              ...(output.masterAddr === null ? {} : { masterAddr: output.masterAddr }),
              ...(output.haServerAddr === null ? {} : { haServerAddr: output.haServerAddr })
            }
          })
        case "ReplyRoute":
          return finish(output.request, ResponseCode.SUCCESS, json({ ...output.route, filterServerTable: {} }))
        case "ReplyClusterInfo":
          return finish(
            output.request,
            ResponseCode.SUCCESS,
            json({
              brokerAddrTable: Object.fromEntries(output.brokerDatas.map((data) => [data.brokerName, data])),
              clusterAddrTable: Object.fromEntries(output.clusters.map(({ cluster, brokerNames }) => [cluster, brokerNames]))
            })
          )
        case "ReplyTopicList":
          return finish(output.request, ResponseCode.SUCCESS, json({ topicList: output.topics }))
        case "ReplyCount":
          return finish(output.request, ResponseCode.SUCCESS, {
            extFields: { [cause._tag === "AddWritePermOfBroker" ? "addTopicCount" : "wipeTopicCount"]: String(output.count) }
          })
        case "ReplyValue":
          return finish(output.request, ResponseCode.SUCCESS, { extFields: { value: output.value } })
        case "ReplyTable":
          return finish(output.request, ResponseCode.SUCCESS, json({ table: Object.fromEntries(output.table) }))
      }
    }

    const running: Running<NameServer, NameServerEvent> = yield* program(nameServer, options.config).pipe(
      Effect.provideService(Performer, { perform: (output: Tagged, cause: Tagged) => perform(output as NameServerOutput, cause as NameServerEvent) }),
      Effect.provideService(Journal, { record: watched(options.journal.record, options.watch, () => running.state.current) })
    )
    inbox.connect(running.take)
    if (options.kvFile !== undefined) take(options.kvFile.recovered)

    const server = yield* Effect.tryPromise({
      try: () =>
        serveRemoting({ network, timers, at: options.listenAt }, {
          ...(options.warn === undefined ? {} : { refused: options.warn }),
          received: (channel, command) => {
            if (isResponse(command)) return
            const reply = (code: number, parts?: Answer): void => {
              if (!isOneway(command)) channel.send(response(command, code, parts?.remark, parts?.extFields, parts?.body))
            }
            if (configAnswers.has(command.code)) return reply(...configAnswer(command, options.config, { host: options.listenAt.host, port: server.port }, items))
            const query = queries[command.code]
            const translate = requests[command.code]
            if (query === undefined && translate === undefined) return reply(ResponseCode.REQUEST_CODE_NOT_SUPPORTED, { remark: ` request type ${command.code} not supported (${requestName(command.code)})` })
            try {
              if (translate === undefined) return reply(ResponseCode.SUCCESS, query?.(command, running.state.current))
              const event = translate(command, channel.id, requestNumber + 1)
              open.set(++requestNumber, { channel, command })
              take(event)
            } catch (error) {
              if (!(error instanceof RequestError)) throw error
              reply(ResponseCode.SYSTEM_ERROR, { remark: error.message })
            }
          },
          closed: (channel) => {
            for (const [id, request] of open) if (request.channel === channel) open.delete(id)
            take({ _tag: "ChannelClosed", channel: channel.id })
          }
        }),
      catch: (error) => error as Error
    })

    return {
      address: formatAddress({ host: options.advertiseHost, port: server.port }),
      state: () => running.state.current,
      timers: named,
      pause: inbox.pause,
      resume: () => {
        inbox.resume()
        named.release()
      },
      stop: () => {
        inbox.close()
        named.cancelAll()
        server.close()
        options.journal.close()
      }
    }
  })
