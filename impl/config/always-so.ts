/** What this broker is, in keys of RocketMQ that cannot be set here: not always as RocketMQ has them by default. */
export const alwaysSo: Readonly<Record<string, string | number | boolean>> = {
  filterServerNums: 0,
  msgTraceTopicName: "RMQ_SYS_TRACE_TOPIC",
  traceTopicEnable: true,
  traceOn: true,
  useTLS: false,
  autoCreateSubscriptionGroup: true
}
