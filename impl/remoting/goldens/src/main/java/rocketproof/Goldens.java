package rocketproof;

import com.alibaba.fastjson.JSON;
import com.alibaba.fastjson.serializer.SerializerFeature;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.rocketmq.common.UtilAll;
import org.apache.rocketmq.common.message.Message;
import org.apache.rocketmq.common.message.MessageAccessor;
import org.apache.rocketmq.common.message.MessageDecoder;
import org.apache.rocketmq.common.message.MessageExt;
import org.apache.rocketmq.common.message.MessageQueue;
import org.apache.rocketmq.common.admin.TopicOffset;
import org.apache.rocketmq.common.admin.TopicStatsTable;
import org.apache.rocketmq.common.protocol.RequestCode;
import org.apache.rocketmq.common.protocol.ResponseCode;
import org.apache.rocketmq.common.protocol.body.ClusterInfo;
import org.apache.rocketmq.common.protocol.header.PullMessageRequestHeader;
import org.apache.rocketmq.common.protocol.header.PullMessageResponseHeader;
import org.apache.rocketmq.common.protocol.header.SendMessageRequestHeader;
import org.apache.rocketmq.common.protocol.header.SendMessageRequestHeaderV2;
import org.apache.rocketmq.common.protocol.header.SendMessageResponseHeader;
import org.apache.rocketmq.common.protocol.heartbeat.ConsumeType;
import org.apache.rocketmq.common.protocol.heartbeat.ConsumerData;
import org.apache.rocketmq.common.protocol.heartbeat.HeartbeatData;
import org.apache.rocketmq.common.protocol.heartbeat.MessageModel;
import org.apache.rocketmq.common.protocol.heartbeat.ProducerData;
import org.apache.rocketmq.common.protocol.heartbeat.SubscriptionData;
import org.apache.rocketmq.common.consumer.ConsumeFromWhere;
import org.apache.rocketmq.common.protocol.route.BrokerData;
import org.apache.rocketmq.remoting.CommandCustomHeader;
import org.apache.rocketmq.remoting.protocol.LanguageCode;
import org.apache.rocketmq.remoting.protocol.RemotingCommand;
import org.apache.rocketmq.remoting.protocol.SerializeType;

/** Writes frames and messages as RocketMQ's own classes encode them, each with the values that went in. */
public final class Goldens {
    private static final String UNICODE = "Grüße, 世界 🚀 \" \\ \n \u2028 <&>";

    public static void main(String[] args) throws Exception {
        Path folder = Path.of(args[0]);
        write(folder.resolve("frames.jsonl"), frames());
        write(folder.resolve("messages.jsonl"), messages());
    }

    private static List<Map<String, Object>> frames() throws Exception {
        List<Map<String, Object>> lines = new ArrayList<>();
        for (SerializeType form : SerializeType.values()) {
            lines.add(frame("no fields", form, request(RequestCode.GET_BROKER_CLUSTER_INFO, null, 1)));

            SendMessageRequestHeader send = new SendMessageRequestHeader();
            send.setProducerGroup("p_" + UNICODE);
            send.setTopic("topic");
            send.setDefaultTopic("TBW102");
            send.setDefaultTopicQueueNums(4);
            send.setQueueId(3);
            send.setSysFlag(1);
            send.setBornTimestamp(1700000000123L);
            send.setFlag(-7);
            send.setProperties("KEYS\u0001a b\u0002TAGS\u0001T\u0002WAIT\u0001true");
            send.setReconsumeTimes(0);
            send.setUnitMode(false);
            send.setBatch(false);
            send.setBname("broker-a");
            RemotingCommand v1 = request(RequestCode.SEND_MESSAGE, send, Integer.MAX_VALUE);
            v1.setBody("hello".getBytes(StandardCharsets.UTF_8));
            lines.add(frame("send", form, v1));
            SendMessageRequestHeaderV2 v2 = SendMessageRequestHeaderV2.createSendMessageRequestHeaderV2(send);
            v2.setL(16);
            RemotingCommand v2Command = request(RequestCode.SEND_MESSAGE_V2, v2, -5);
            v2Command.setBody(UNICODE.getBytes(StandardCharsets.UTF_8));
            v2Command.markOnewayRPC();
            lines.add(frame("send v2, one-way", form, v2Command));

            PullMessageRequestHeader pull = new PullMessageRequestHeader();
            pull.setConsumerGroup("group");
            pull.setTopic("%RETRY%group");
            pull.setQueueId(0);
            pull.setQueueOffset(9007199254740991L);
            pull.setMaxMsgNums(32);
            pull.setSysFlag(6);
            pull.setCommitOffset(0L);
            pull.setSuspendTimeoutMillis(15000L);
            pull.setSubscription("a || b");
            pull.setSubVersion(1795403383684696986L);
            pull.setExpressionType("TAG");
            lines.add(frame("pull", form, request(RequestCode.PULL_MESSAGE, pull, 77)));

            SendMessageResponseHeader sent = new SendMessageResponseHeader();
            sent.setMsgId("C000020100002A9F0000000000000042");
            sent.setQueueId(1);
            sent.setQueueOffset(12L);
            lines.add(frame("sent", form, answer(ResponseCode.SUCCESS, null, sent, 78)));
            PullMessageResponseHeader found = new PullMessageResponseHeader();
            found.setSuggestWhichBrokerId(0L);
            found.setNextBeginOffset(33L);
            found.setMinOffset(0L);
            found.setMaxOffset(40L);
            RemotingCommand foundCommand = answer(ResponseCode.SUCCESS, "FOUND", found, 79);
            foundCommand.setBody(new byte[] {0, -1, 1, 127, -128});
            lines.add(frame("pulled", form, foundCommand));
            RemotingCommand refused = answer(ResponseCode.TOPIC_NOT_EXIST, "topic not exist: " + UNICODE, null, 80);
            refused.setLanguage(LanguageCode.GO);
            refused.addExtField("", "no name");
            refused.addExtField("ключ", UNICODE);
            lines.add(frame("refused", form, refused));

            HeartbeatData heartbeat = new HeartbeatData();
            heartbeat.setClientID("192.0.2.2@client");
            ProducerData producer = new ProducerData();
            producer.setGroupName("p");
            heartbeat.getProducerDataSet().add(producer);
            ConsumerData consumer = new ConsumerData();
            consumer.setGroupName("g");
            consumer.setConsumeType(ConsumeType.CONSUME_PASSIVELY);
            consumer.setMessageModel(MessageModel.CLUSTERING);
            consumer.setConsumeFromWhere(ConsumeFromWhere.CONSUME_FROM_FIRST_OFFSET);
            SubscriptionData subscription = new SubscriptionData("topic", "a || b");
            subscription.getTagsSet().addAll(Arrays.asList("a", "b"));
            subscription.getCodeSet().addAll(Arrays.asList("a".hashCode(), "b".hashCode()));
            subscription.setSubVersion(1700000000123L);
            consumer.getSubscriptionDataSet().add(subscription);
            heartbeat.getConsumerDataSet().add(consumer);
            RemotingCommand beat = request(RequestCode.HEART_BEAT, null, 81);
            beat.setBody(heartbeat.encode());
            lines.add(frame("heartbeat", form, beat));

            ClusterInfo cluster = new ClusterInfo();
            HashMap<Long, String> addresses = new HashMap<>();
            addresses.put(0L, "192.0.2.1:10911");
            addresses.put(1L, "192.0.2.1:10921");
            HashMap<String, BrokerData> brokers = new HashMap<>();
            brokers.put("broker-a", new BrokerData("c", "broker-a", addresses));
            cluster.setBrokerAddrTable(brokers);
            RemotingCommand clusterAnswer = answer(ResponseCode.SUCCESS, null, null, 82);
            clusterAnswer.setBody(cluster.encode());
            lines.add(frame("cluster info", form, clusterAnswer));

            TopicStatsTable stats = new TopicStatsTable();
            TopicOffset offset = new TopicOffset();
            offset.setMaxOffset(5);
            stats.getOffsetTable().put(new MessageQueue("topic", "broker-a", 0), offset);
            RemotingCommand statsAnswer = answer(ResponseCode.SUCCESS, null, null, 83);
            statsAnswer.setBody(stats.encode());
            lines.add(frame("topic stats", form, statsAnswer));
        }
        return lines;
    }

    private static RemotingCommand request(int code, CommandCustomHeader header, int opaque) {
        RemotingCommand command = RemotingCommand.createRequestCommand(code, header);
        command.setOpaque(opaque);
        command.setVersion(409);
        return command;
    }

    private static RemotingCommand answer(int code, String remark, CommandCustomHeader header, int opaque) {
        RemotingCommand command = request(code, header, opaque);
        command.setRemark(remark);
        command.markResponseType();
        return command;
    }

    /** The bytes that RocketMQ's NettyEncoder writes. */
    private static Map<String, Object> frame(String name, SerializeType form, RemotingCommand command) {
        command.setSerializeTypeCurrentRPC(form);
        ByteBuf out = Unpooled.buffer();
        command.fastEncodeHeader(out);
        if (command.getBody() != null) out.writeBytes(command.getBody());
        byte[] bytes = new byte[out.readableBytes()];
        out.readBytes(bytes);
        // Puts the custom header's values among the fields, if the encoder did not.
        command.makeCustomHeaderToNet();

        Map<String, Object> line = new LinkedHashMap<>();
        line.put("name", name);
        line.put("serializeType", form.name());
        line.put("code", command.getCode());
        line.put("flag", command.getFlag());
        line.put("language", command.getLanguage().name());
        line.put("opaque", command.getOpaque());
        line.put("version", command.getVersion());
        line.put("remark", command.getRemark());
        line.put("extFields", command.getExtFields() == null ? new HashMap<>() : command.getExtFields());
        line.put("body", command.getBody() == null ? null : hex(command.getBody()));
        line.put("hex", hex(bytes));
        return line;
    }

    private static List<Map<String, Object>> messages() throws Exception {
        List<Map<String, Object>> lines = new ArrayList<>();
        lines.add(stored("plain", "192.0.2.1", "192.0.2.9", "topic", new byte[] {1, 2, 3}, properties("TAGS", "T", "KEYS", "k1 k2", "WAIT", "true")));
        lines.add(stored("unicode", "198.51.100.7", "192.0.2.9", "тема", UNICODE.getBytes(StandardCharsets.UTF_8), properties("TAGS", "标签🚀", "k", UNICODE)));
        lines.add(stored("no properties", "0.0.0.0", "255.255.255.255", "t", new byte[] {0}, properties()));
        lines.add(stored("IPv6 hosts", "2001:db8::1", "2001:db8:0:1:2:3:4:ffff", "topic", new byte[300], properties("TAGS", "a")));
        lines.add(stored("IPv6 producer", "::1", "192.0.2.9", "topic", new byte[] {9}, properties("TAGS", "a")));

        List<Message> batch = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            Message message = new Message("topic", i == 1 ? "" : "tag" + i, i == 2 ? "key " + UNICODE : null, (UNICODE + i).getBytes(StandardCharsets.UTF_8));
            message.setFlag(i - 1);
            batch.add(message);
        }
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("kind", "batch");
        List<Map<String, Object>> parts = new ArrayList<>();
        for (Message message : batch) {
            Map<String, Object> part = new LinkedHashMap<>();
            part.put("flag", message.getFlag());
            part.put("body", hex(message.getBody()));
            part.put("properties", message.getProperties());
            parts.add(part);
        }
        line.put("messages", parts);
        line.put("hex", hex(MessageDecoder.encodeMessages(batch)));
        lines.add(line);

        for (String text : new String[] {"", "a", "TagA", "标签🚀", "a longer tag, whose hash code overflows"}) {
            Map<String, Object> hash = new LinkedHashMap<>();
            hash.put("kind", "hashCode");
            hash.put("text", text);
            hash.put("value", text.hashCode());
            lines.add(hash);
        }
        return lines;
    }

    private static Map<String, String> properties(String... pairs) {
        Map<String, String> properties = new LinkedHashMap<>();
        for (int i = 0; i < pairs.length; i += 2) properties.put(pairs[i], pairs[i + 1]);
        return properties;
    }

    private static Map<String, Object> stored(String name, String bornHost, String storeHost, String topic, byte[] body, Map<String, String> properties) throws Exception {
        MessageExt message = new MessageExt();
        message.setTopic(topic);
        message.setBody(body);
        message.setBodyCRC(UtilAll.crc32(body));
        message.setQueueId(5);
        message.setFlag(-42);
        message.setQueueOffset(1L << 40);
        message.setCommitLogOffset((1L << 50) + 7);
        message.setSysFlag(0x2);
        message.setBornTimestamp(1700000000123L);
        message.setStoreTimestamp(1700000000456L);
        message.setBornHost(new InetSocketAddress(InetAddress.getByName(bornHost), 54321));
        message.setStoreHost(new InetSocketAddress(InetAddress.getByName(storeHost), 10911));
        if (bornHost.contains(":")) message.setBornHostV6Flag();
        if (storeHost.contains(":")) message.setStoreHostAddressV6Flag();
        message.setReconsumeTimes(3);
        message.setPreparedTransactionOffset(-1);
        for (Map.Entry<String, String> property : properties.entrySet()) {
            MessageAccessor.putProperty(message, property.getKey(), property.getValue());
        }
        byte[] bytes = MessageDecoder.encode(message, false);

        Map<String, Object> line = new LinkedHashMap<>();
        line.put("kind", "stored");
        line.put("name", name);
        line.put("topic", topic);
        line.put("queueId", message.getQueueId());
        line.put("flag", message.getFlag());
        line.put("queueOffset", message.getQueueOffset());
        line.put("physicalOffset", message.getCommitLogOffset());
        line.put("sysFlag", message.getSysFlag());
        line.put("bornTimestamp", message.getBornTimestamp());
        line.put("bornHost", bornHost);
        line.put("storeTimestamp", message.getStoreTimestamp());
        line.put("storeHost", storeHost);
        line.put("reconsumeTimes", message.getReconsumeTimes());
        line.put("preparedTransactionOffset", message.getPreparedTransactionOffset());
        line.put("body", hex(body));
        line.put("bodyCRC", message.getBodyCRC());
        line.put("properties", properties);
        line.put("tagsCode", message.getTags() == null ? 0 : message.getTags().hashCode());
        line.put("msgId", MessageDecoder.decode(ByteBuffer.wrap(bytes)).getMsgId());
        line.put("hex", hex(bytes));
        return line;
    }

    private static String hex(byte[] bytes) {
        return UtilAll.bytes2string(bytes).toLowerCase();
    }

    private static void write(Path file, List<Map<String, Object>> lines) throws IOException {
        StringBuilder text = new StringBuilder();
        for (Map<String, Object> line : lines) text.append(JSON.toJSONString(line, SerializerFeature.WriteMapNullValue)).append('\n');
        Files.writeString(file, text.toString());
    }
}
