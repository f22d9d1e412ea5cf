import { expect, test } from "vitest"
import { forbiddenKey, propertiesText, readProperties } from "./properties-text.ts"

test("what looks like a secret is not told", () => {
  expect(propertiesText({ a: 1, aclAccessKey: "ak", tlsServerKeyPassword: "pw", secretKey: "sk" })).toBe("a=1\naclAccessKey=******\ntlsServerKeyPassword=******\nsecretKey=******\n")
})

test("lines with an equals sign or a colon; comments and blank lines say nothing; a key that objects inherit is a key", () => {
  expect([...readProperties("# c\n\n a = 1 \r\nb:2=3\n!x\nflag\n__proto__=4")]).toEqual([["a", "1"], ["b", "2=3"], ["flag", ""], ["__proto__", "4"]])
})

test.each(["rocketmqHome", "storePathRootDir", "storePathCommitLog", "brokerConfigPath", "kvConfigPath", "configStorePath", "configStorePathName", "aclFile"])("%s moves files", (key) => {
  expect(forbiddenKey(key)).toBe("it moves files")
})

test.each(["filterServerNums", "configBlackList", "messageStorePlugIn", "authenticationProviderClass"])("%s runs something", (key) => {
  expect(forbiddenKey(key)).toContain("programs")
})

test.each(["brokerIP1", "listenPort", "haListenPort", "namesrvAddr", "haMasterAddress", "dLegerPeers", "bindAddress", "fetchNamesrvAddrByAddressServer"])("%s changes the address", (key) => {
  expect(forbiddenKey(key)).toContain("address")
})

test.each(["autoCreateTopicEnable", "maxMessageSize", "serverWorkerThreads", "waitTimeMillsInSendQueue", "fileReservedTime", "mappedFileSizeCommitLog"])("%s is no danger", (key) => {
  expect(forbiddenKey(key)).toBeUndefined()
})
