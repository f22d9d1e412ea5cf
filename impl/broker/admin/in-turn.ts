import type { BrokerEvent } from "../../../spec/broker/events.ts"
import type { RequestId } from "../../../spec/vocabulary.ts"
import { ResponseCode } from "../../remoting/codes.ts"
import type { RequestContext } from "../request-context.ts"

export interface Step {
  /** What it is about, for whoever is told that it was refused. */
  readonly name: string
  readonly event: (request: RequestId) => BrokerEvent
}

/** One request as several events, one after the other. The first that is refused ends it, and is the answer. */
export const inTurn = ({ take, openInner, reply }: RequestContext, steps: readonly Step[]): void => {
  const next = (i: number): void => {
    const step = steps[i]
    if (step === undefined) return reply(ResponseCode.SUCCESS)
    const request = openInner(({ code, remark }) => (code === ResponseCode.SUCCESS ? next(i + 1) : reply(code, remark === undefined ? {} : { remark: `${step.name.slice(0, 200)}: ${remark}` })))
    take(step.event(request))
  }
  next(0)
}
