export * from "../remoting/client.ts"
