import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.rocketmq.client.QueryResult;
import org.apache.rocketmq.client.consumer.DefaultMQPullConsumer;
import org.apache.rocketmq.client.consumer.PullResult;
import org.apache.rocketmq.client.consumer.PullStatus;
import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.apache.rocketmq.client.producer.LocalTransactionState;
import org.apache.rocketmq.client.producer.SendResult;
import org.apache.rocketmq.client.producer.SendStatus;
import org.apache.rocketmq.client.producer.TransactionListener;
import org.apache.rocketmq.client.producer.TransactionMQProducer;
import org.apache.rocketmq.common.TopicConfig;
import org.apache.rocketmq.common.message.Message;
import org.apache.rocketmq.common.message.MessageExt;
import org.apache.rocketmq.common.message.MessageQueue;
import org.apache.rocketmq.common.subscription.SubscriptionGroupConfig;
import org.apache.rocketmq.tools.admin.DefaultMQAdminExt;

/**
 * The stock client before and after a store is exchanged: "write" leaves one of everything in a broker, "read" looks for all of it
 * in whatever serves that directory now. One line a case: its name, ok or not, and what was found.
 */
public class StoreClient {
    static final String TOPIC = "Exchanged";
    static final String GROUP = "ExchangedGroup";
    static final String PRODUCERS = "ExchangedProducers";
    static final int PLAIN = 200;
    static final int QUEUES = 4;

    static String nameServer;
    static boolean failed;

    interface Case { String run() throws Exception; }

    static void check(String name, Case which) {
        String found;
        boolean ok = true;
        try {
            found = which.run();
        } catch (Throwable t) {
            ok = false;
            failed = true;
            found = String.valueOf(t.getMessage()).split("\n")[0];
        }
        System.out.println(name + "\t" + (ok ? "ok" : "not") + "\t" + found);
    }

    static void expect(boolean is, String otherwise) {
        if (!is) throw new IllegalStateException(otherwise);
    }

    static Message message(String body, String tags) {
        Message message = new Message(TOPIC, tags, "key-" + body.substring(0, Math.min(30, body.length())), body.getBytes(StandardCharsets.UTF_8));
        message.putUserProperty("number", "7");
        return message;
    }

    public static void main(String[] args) throws Exception {
        nameServer = args[1];
        String broker = args[2];
        DefaultMQAdminExt admin = new DefaultMQAdminExt();
        admin.setNamesrvAddr(nameServer);
        admin.setInstanceName("admin");
        admin.start();
        if (args[0].equals("write")) write(admin, broker);
        else read(admin, broker);
        admin.shutdown();
        System.exit(failed ? 1 : 0);
    }

    static TransactionMQProducer transactions(LocalTransactionState checked) throws Exception {
        TransactionMQProducer producer = new TransactionMQProducer(PRODUCERS);
        producer.setNamesrvAddr(nameServer);
        producer.setTransactionListener(new TransactionListener() {
            public LocalTransactionState executeLocalTransaction(Message message, Object state) { return (LocalTransactionState) state; }
            public LocalTransactionState checkLocalTransaction(MessageExt message) { return checked; }
        });
        producer.start();
        return producer;
    }

    static DefaultMQPullConsumer consumer() throws Exception {
        DefaultMQPullConsumer consumer = new DefaultMQPullConsumer(GROUP);
        consumer.setNamesrvAddr(nameServer);
        consumer.setInstanceName("consumer");
        consumer.start();
        return consumer;
    }

    static void write(DefaultMQAdminExt admin, String broker) throws Exception {
        check("topic and group", () -> {
            TopicConfig topic = new TopicConfig(TOPIC);
            topic.setReadQueueNums(QUEUES);
            topic.setWriteQueueNums(QUEUES);
            admin.createAndUpdateTopicConfig(broker, topic);
            SubscriptionGroupConfig group = new SubscriptionGroupConfig();
            group.setGroupName(GROUP);
            group.setRetryMaxTimes(5);
            admin.createAndUpdateSubscriptionGroupConfig(broker, group);
            return QUEUES + " queues";
        });
        TransactionMQProducer producer = transactions(LocalTransactionState.UNKNOW);
        check("messages", () -> {
            for (int i = 0; i < PLAIN; i++) expect(producer.send(message("plain-" + i, i % 2 == 0 ? "A" : "B")).getSendStatus() == SendStatus.SEND_OK, "message " + i);
            List<Message> batch = new ArrayList<>();
            for (int i = 0; i < 10; i++) batch.add(message("batch-" + i, "A"));
            expect(producer.send(batch).getSendStatus() == SendStatus.SEND_OK, "batch");
            expect(producer.send(message("large".repeat(20_000), "A")).getSendStatus() == SendStatus.SEND_OK, "large");
            return PLAIN + " and a batch and a large one";
        });
        check("transactions", () -> {
            producer.sendMessageInTransaction(message("committed", "A"), LocalTransactionState.COMMIT_MESSAGE);
            producer.sendMessageInTransaction(message("rolled-back", "A"), LocalTransactionState.ROLLBACK_MESSAGE);
            producer.sendMessageInTransaction(message("half", "A"), LocalTransactionState.UNKNOW);
            return "one committed, one rolled back, one open";
        });
        check("progress", () -> {
            DefaultMQPullConsumer consumer = consumer();
            MessageQueue queue = consumer.fetchSubscribeMessageQueues(TOPIC).stream().filter(each -> each.getQueueId() == 1).findFirst().get();
            consumer.updateConsumeOffset(queue, 17);
            consumer.getDefaultMQPullConsumerImpl().getOffsetStore().persistAll(Set.of(queue));
            consumer.shutdown();
            Thread.sleep(1000);
            return "17 in queue 1";
        });
        check("delayed", () -> {
            Message delayed = message("delayed", "A");
            delayed.setDelayTimeLevel(4);
            SendResult result = producer.send(delayed);
            expect(result.getSendStatus() == SendStatus.SEND_OK, "delayed");
            Message soon = message("soon", "A");
            soon.setDelayTimeLevel(1);
            producer.send(soon);
            Thread.sleep(2500);
            return "one delivered, one not yet";
        });
        producer.shutdown();
    }

    static Map<String, MessageExt> everything(DefaultMQPullConsumer consumer, List<String> twice) throws Exception {
        Map<String, MessageExt> found = new TreeMap<>();
        for (MessageQueue queue : consumer.fetchSubscribeMessageQueues(TOPIC)) {
            long end = consumer.maxOffset(queue);
            for (long at = consumer.minOffset(queue); at < end;) {
                PullResult pulled = consumer.pull(queue, "*", at, 32);
                if (pulled.getPullStatus() != PullStatus.FOUND) break;
                for (MessageExt message : pulled.getMsgFoundList()) {
                    expect(message.getQueueOffset() == at++, "offset " + message.getQueueOffset() + " in the place of " + (at - 1));
                    String body = new String(message.getBody(), StandardCharsets.UTF_8);
                    if (found.put(body, message) != null) twice.add(body);
                }
            }
        }
        return found;
    }

    static void await(DefaultMQPullConsumer consumer, String body, int seconds) throws Exception {
        for (int i = 0; i < seconds * 2; i++) {
            if (everything(consumer, new ArrayList<>()).containsKey(body)) return;
            Thread.sleep(500);
        }
        throw new IllegalStateException("\"" + body + "\" has not come within " + seconds + " s");
    }

    static void read(DefaultMQAdminExt admin, String broker) throws Exception {
        DefaultMQPullConsumer consumer = consumer();
        Map<String, MessageExt> found = new HashMap<>();
        check("every message", () -> {
            List<String> twice = new ArrayList<>();
            found.putAll(everything(consumer, twice));
            Set<String> missing = new HashSet<>();
            for (int i = 0; i < PLAIN; i++) missing.add("plain-" + i);
            for (int i = 0; i < 10; i++) missing.add("batch-" + i);
            missing.addAll(List.of("large".repeat(20_000), "committed", "soon"));
            missing.removeAll(found.keySet());
            String first = missing.stream().map(each -> each.substring(0, Math.min(20, each.length()))).findFirst().orElse("");
            expect(missing.isEmpty(), missing.size() + " missing, as " + first);
            expect(twice.isEmpty(), "twice: " + twice);
            expect(!found.containsKey("rolled-back"), "what was rolled back is there");
            return found.size() + " at their offsets";
        });
        check("tags, keys, properties", () -> {
            MessageExt message = found.get("plain-7");
            expect("B".equals(message.getTags()) && "key-plain-7".equals(message.getKeys()) && "7".equals(message.getUserProperty("number")), message.toString());
            return "as they were sent";
        });
        check("by key", () -> {
            QueryResult result = admin.queryMessage(TOPIC, "key-plain-7", 32, 0, System.currentTimeMillis());
            expect(result.getMessageList().size() == 1, result.getMessageList().size() + " found");
            return "found";
        });
        check("by unique key", () -> {
            MessageExt message = admin.viewMessage(TOPIC, found.get("plain-9").getMsgId());
            expect(new String(message.getBody(), StandardCharsets.UTF_8).equals("plain-9"), "another one");
            return "found";
        });
        check("by offset id", () -> {
            String id = ((org.apache.rocketmq.common.message.MessageClientExt) found.get("batch-3")).getOffsetMsgId();
            MessageExt message = admin.viewMessage(id);
            expect(new String(message.getBody(), StandardCharsets.UTF_8).equals("batch-3"), "another one");
            return "found";
        });
        check("by time", () -> {
            MessageExt message = found.get("plain-100");
            long offset = admin.searchOffset(new MessageQueue(TOPIC, message.getBrokerName(), message.getQueueId()), message.getStoreTimestamp());
            expect(offset <= message.getQueueOffset() && offset >= message.getQueueOffset() - 5, "offset " + offset + ", not " + message.getQueueOffset());
            return "found";
        });
        check("group and its progress", () -> {
            MessageQueue queue = consumer.fetchSubscribeMessageQueues(TOPIC).stream().filter(each -> each.getQueueId() == 1).findFirst().get();
            long offset = consumer.fetchConsumeOffset(queue, true);
            expect(offset == 17, "progress " + offset);
            int times = admin.examineSubscriptionGroupConfig(broker, GROUP).getRetryMaxTimes();
            expect(times == 5, "retryMaxTimes " + times);
            return "17 in queue 1, as it was set";
        });
        check("the open transaction", () -> {
            expect(!found.containsKey("half"), "it is there before its end");
            TransactionMQProducer producer = transactions(LocalTransactionState.COMMIT_MESSAGE);
            producer.send(message("producers are there", "A"));
            await(consumer, "half", 60);
            producer.shutdown();
            return "asked for, and committed";
        });
        check("the delayed message", () -> {
            await(consumer, "delayed", 60);
            return "came in its time";
        });
        check("new messages", () -> {
            DefaultMQProducer producer = new DefaultMQProducer("others");
            producer.setNamesrvAddr(nameServer);
            producer.start();
            for (int i = 0; i < 20; i++) producer.send(message("new-" + i, "A"));
            List<String> twice = new ArrayList<>();
            Map<String, MessageExt> all = everything(consumer, twice);
            for (int i = 0; i < 20; i++) expect(all.containsKey("new-" + i), "new-" + i + " is missing");
            expect(twice.isEmpty(), "twice: " + twice);
            producer.shutdown();
            return "behind the old ones";
        });
        consumer.shutdown();
    }
}
