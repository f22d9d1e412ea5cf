import { RequestCode, ResponseCode } from "../../remoting/codes.ts"
import type { Handle } from "../request-context.ts"
import { clientRequests } from "./clients.ts"
import { configRequests } from "./config.ts"
import { groupRequests } from "./groups.ts"
import { progressRequests } from "./progress.ts"
import { runtimeInfo } from "./runtime-info.ts"
import { storeRequests } from "./store.ts"
import { topicRequests } from "./topics.ts"

/** What operators' tools ask, one entry a request code. What decides something becomes an event; the rest is answered from what is there. */
export const adminRequests: { readonly [code: number]: Handle } = {
  ...clientRequests,
  ...configRequests,
  ...groupRequests,
  ...progressRequests,
  ...storeRequests,
  ...topicRequests,
  [RequestCode.GET_BROKER_RUNTIME_INFO]: (context) =>
    context.reply(ResponseCode.SUCCESS, { body: Buffer.from(JSON.stringify({ table: runtimeInfo(context) })) })
}
