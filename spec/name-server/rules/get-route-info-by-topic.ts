import { match } from "ts-pattern"
import { answer, emit, rule } from "../rule.ts"
import { routeOf } from "../route.ts"

/** What RocketMQ's clients show their users. `FAQUrl.suggestTodo`. */
const SEE = "\nSee http://rocketmq.apache.org/docs/faq/ for further details."

/**
 * A client asks where a topic is (A4). The route is what brokers have told this NameServer so far: another one may know
 * better, or worse (A2). Without any broker address left there is no route.
 *
 * RocketMQ `DefaultRequestProcessor.getRouteInfoByTopic`, `RouteInfoManager.pickupTopicRouteData`.
 */
export const getRouteInfoByTopic = rule(
  "GetRouteInfoByTopic",
  (self, { topic }) => (routeOf(self, topic) === undefined ? "no route" : "routed"),
  (self, event, verdict) =>
    match(verdict)
      .with("no route", () => answer(event, "TOPIC_NOT_EXIST", `No topic route info in name server for the topic: ${event.topic}${SEE}`)(self))
      .with("routed", () =>
        emit({ _tag: "ReplyRoute", request: event.request, route: routeOf(self, event.topic) ?? { brokerDatas: [], queueDatas: [] } })(self)
      )
      .exhaustive()
)
