/**
 * What a broker asks NameServers about topics of the whole cluster.
 *
 * RocketMQ `TopicRouteInfoManager.getTopicSubscribeInfo`.
 *
 * @module
 */
import { PERM_READ } from "../../spec/vocabulary.ts"
import type { AssignedQueue } from "../../spec/pop/allocate.ts"
import type { Address, NetworkService } from "../layers/network.ts"
import { RequestCode, ResponseCode } from "../remoting/codes.ts"
import { type RemotingClient, remotingClient } from "../remoting/client.ts"
import { bodyReader } from "../remoting/body-reader.ts"
import type { RemotingCommand } from "../remoting/command.ts"

export interface Routes {
  /** Every queue that consumers may read; `null`: no NameServer knows the topic, or none answers. */
  readonly queuesOf: (topic: string) => Promise<readonly AssignedQueue[] | null>
  readonly close: () => void
}

export const openRoutes = (network: NetworkService, nameServers: readonly Address[]): Routes => {
  let clients: readonly RemotingClient[] | undefined
  return {
    queuesOf: async (topic) => {
      clients ??= nameServers.map((at) => remotingClient(network, at))
      for (const client of clients) {
        try {
          const answer = await client.ask(RequestCode.GET_ROUTEINFO_BY_TOPIC, { topic })
          if (answer.code === ResponseCode.SUCCESS) return queuesIn(answer)
        } catch {
          // The next one may answer.
        }
      }
      return null
    },
    close: () => {
      for (const client of clients ?? []) client.close()
    }
  }
}

const queuesIn = (answer: RemotingCommand): readonly AssignedQueue[] =>
  bodyReader(answer)
    .objects("queueDatas")
    .filter((data) => (data.int("perm") & PERM_READ) !== 0)
    .flatMap((data) => {
      const brokerName = data.text("brokerName")
      return Array.from({ length: data.int("readQueueNums") }, (_, queueId) => ({ brokerName, queueId }))
    })
