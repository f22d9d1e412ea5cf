import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListSet;
import org.apache.rocketmq.client.consumer.DefaultMQPushConsumer;
import org.apache.rocketmq.client.consumer.listener.ConsumeConcurrentlyStatus;
import org.apache.rocketmq.client.consumer.listener.MessageListenerConcurrently;
import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.apache.rocketmq.client.producer.SendResult;
import org.apache.rocketmq.common.TopicConfig;
import org.apache.rocketmq.common.consumer.ConsumeFromWhere;
import org.apache.rocketmq.common.message.Message;
import org.apache.rocketmq.tools.admin.DefaultMQAdminExt;

/**
 * The stock client beside a group of brokers, some of which are RocketMQ's: it does what its standard input says, and answers each line
 * with one line.
 *
 * topic ADDRESS NAME QUEUES · send NAME PREFIX COUNT SIZE (bytes) · consume NAME GROUP COUNT SECONDS
 */
public class MixedClient {
    static String nameServer;
    static DefaultMQProducer producer;
    static DefaultMQAdminExt admin;

    public static void main(String[] args) throws Exception {
        nameServer = args[0];
        producer = new DefaultMQProducer("MixedProducers");
        producer.setNamesrvAddr(nameServer);
        producer.setPollNameServerInterval(1000);
        producer.setRetryTimesWhenSendFailed(0);
        producer.setSendMsgTimeout(6000);
        producer.start();
        admin = new DefaultMQAdminExt();
        admin.setNamesrvAddr(nameServer);
        admin.setInstanceName("admin");
        admin.start();
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            String answer;
            try {
                answer = answer(line.split(" "));
            } catch (Throwable t) {
                answer = "failed " + String.valueOf(t).split("\n")[0];
            }
            System.out.println(answer);
        }
        System.exit(0);
    }

    static String answer(String[] words) throws Exception {
        switch (words[0]) {
            case "topic":
                TopicConfig topic = new TopicConfig(words[2]);
                topic.setReadQueueNums(Integer.parseInt(words[3]));
                topic.setWriteQueueNums(Integer.parseInt(words[3]));
                admin.createAndUpdateTopicConfig(words[1], topic);
                return "created";
            case "send":
                return send(words[1], words[2], Integer.parseInt(words[3]), Integer.parseInt(words[4]));
            case "consume":
                return consume(words[1], words[2], Integer.parseInt(words[3]), Integer.parseInt(words[4]));
            default:
                return "failed no such word";
        }
    }

    /** By status, the numbers of the messages. What is thrown is a status, too. */
    static String send(String topic, String prefix, int count, int size) {
        Map<String, StringBuilder> numbers = new TreeMap<>();
        for (int i = 0; i < count; i++) {
            byte[] name = (prefix + "-" + i + " ").getBytes(StandardCharsets.UTF_8);
            byte[] body = new byte[Math.max(size, name.length)];
            // The client compresses what can be.
            new Random(i).nextBytes(body);
            System.arraycopy(name, 0, body, 0, name.length);
            String status;
            try {
                SendResult result = producer.send(new Message(topic, "A", body));
                status = result.getSendStatus().name();
            } catch (Exception e) {
                status = e.getClass().getSimpleName();
            }
            StringBuilder of = numbers.computeIfAbsent(status, each -> new StringBuilder());
            of.append(of.length() == 0 ? "" : ",").append(i);
        }
        StringBuilder answer = new StringBuilder();
        numbers.forEach((status, of) -> answer.append(answer.length() == 0 ? "" : " ").append(status).append("=").append(of));
        return answer.toString();
    }

    /** What a new group sees from the first message on, until there are so many or the time is over. */
    static String consume(String topic, String group, int count, int seconds) throws Exception {
        Set<String> seen = new ConcurrentSkipListSet<>();
        DefaultMQPushConsumer consumer = new DefaultMQPushConsumer(group);
        consumer.setNamesrvAddr(nameServer);
        consumer.setInstanceName(group);
        consumer.setPollNameServerInterval(1000);
        consumer.setPersistConsumerOffsetInterval(1000);
        consumer.setConsumeFromWhere(ConsumeFromWhere.CONSUME_FROM_FIRST_OFFSET);
        consumer.subscribe(topic, "*");
        consumer.registerMessageListener((MessageListenerConcurrently) (messages, context) -> {
            messages.forEach(each -> seen.add(new String(each.getBody(), StandardCharsets.UTF_8).split(" ")[0]));
            return ConsumeConcurrentlyStatus.CONSUME_SUCCESS;
        });
        consumer.start();
        for (int i = 0; i < seconds * 10 && seen.size() < count; i++) Thread.sleep(100);
        consumer.shutdown();
        return String.join(",", seen);
    }
}
