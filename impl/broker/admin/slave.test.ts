import { expect, test } from "vitest"
import { timers } from "../../../spec/broker/config.ts"
import { RequestCode, ResponseCode } from "../../remoting/codes.ts"
import { writeFastJsonBody } from "../../remoting/fastjson.ts"
import { until } from "../../testing/client.ts"
import { withCluster } from "../../testing/clusters.ts"

const quickCopies = { ...timers.seed, metadataCopyPeriodMs: [50, 50] as const }

test("a slave shows its master's groups and takes none from operators; each end tells of the other", { timeout: 120_000 }, () =>
  withCluster({ mode: "async-replication", replicas: 2, journal: false, config: { timing: quickCopies } }, async ({ client, addressOf }) => {
    const [master, slave] = [addressOf("broker-a/n0"), addressOf("broker-a/n1")]
    const update = (address: string) => client.ask(address, RequestCode.UPDATE_AND_CREATE_SUBSCRIPTIONGROUP, {}, writeFastJsonBody({ groupName: "g", consumeEnable: false }))
    const groupsOf = async (address: string) => JSON.parse((await client.ask(address, RequestCode.GET_ALL_SUBSCRIPTIONGROUP_CONFIG, {})).body?.toString() ?? "{}").subscriptionGroupTable
    const ha = async (address: string) => JSON.parse((await client.ask(address, RequestCode.GET_BROKER_HA_STATUS, {})).body?.toString() ?? "{}")

    expect(await update(slave)).toMatchObject({ code: ResponseCode.SYSTEM_ERROR, remark: expect.stringContaining("please execute it from master broker") })
    expect((await update(master)).code).toBe(ResponseCode.SUCCESS)
    await until("the slave has the group", async () => ((await groupsOf(slave)).g === undefined ? undefined : true))
    expect(await groupsOf(slave)).toEqual(await groupsOf(master))

    expect(await ha(master)).toMatchObject({ master: true, inSyncSlaveNums: 1, haConnectionInfo: [{ addr: "n1", inSync: true }] })
    expect(await ha(slave)).toMatchObject({ master: false, haClientRuntimeInfo: { masterAddr: "n0", isActivated: true } })
    const runtime = JSON.parse((await client.ask(slave, RequestCode.GET_BROKER_RUNTIME_INFO, {})).body?.toString() ?? "{}")
    expect(runtime.table.brokerRole).toBe("SLAVE")
  })
)
