import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.rocketmq.client.consumer.DefaultMQPullConsumer;
import org.apache.rocketmq.client.consumer.PullResult;
import org.apache.rocketmq.client.consumer.PullStatus;
import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.apache.rocketmq.client.producer.SendStatus;
import org.apache.rocketmq.common.message.Message;
import org.apache.rocketmq.common.message.MessageQueue;

/**
 * Stock producers and a stock consumer. "send NAMESERVER TOPIC THREADS PAUSE" sends until its standard input ends, and prints the body of
 * every message that was acked, a line each; "read NAMESERVER TOPIC" prints the body of every message there is, and ends
 * with 3 where no broker takes a message.
 */
public class LoadClient {
    static void send(String nameServer, String topic, int threads, int pause) throws Exception {
        DefaultMQProducer producer = new DefaultMQProducer("FindingsProducers");
        producer.setNamesrvAddr(nameServer);
        producer.setPollNameServerInterval(1000);
        producer.setHeartbeatBrokerInterval(1000);
        producer.setSendMsgTimeout(3000);
        producer.start();
        AtomicInteger next = new AtomicInteger();
        boolean[] ended = {false};
        Thread[] senders = new Thread[threads];
        for (int i = 0; i < threads; i++) {
            senders[i] = new Thread(() -> {
                while (!ended[0]) {
                    String body = "m" + next.getAndIncrement();
                    try {
                        if (producer.send(new Message(topic, body.getBytes(StandardCharsets.UTF_8))).getSendStatus() == SendStatus.SEND_OK)
                            synchronized (System.out) { System.out.println(body); System.out.flush(); }
                        Thread.sleep(pause);
                    } catch (Exception e) {
                        try { Thread.sleep(200); } catch (InterruptedException again) { return; }
                    }
                }
            });
            senders[i].start();
        }
        while (System.in.read() >= 0) { }
        ended[0] = true;
        for (Thread sender : senders) sender.join();
        producer.shutdown();
    }

    /** The broker that leads now makes the topic when somebody sends to it. */
    static void make(String nameServer, String topic) throws Exception {
        DefaultMQProducer producer = new DefaultMQProducer("FindingsMarkers");
        producer.setNamesrvAddr(nameServer);
        producer.start();
        for (long deadline = System.currentTimeMillis() + 20_000;; Thread.sleep(500)) {
            try {
                producer.send(new Message(topic, "marker".getBytes(StandardCharsets.UTF_8)));
                break;
            } catch (Exception e) {
                if (System.currentTimeMillis() > deadline) throw e;
            }
        }
        producer.shutdown();
    }

    static void read(String nameServer, String topic) throws Exception {
        make(nameServer, topic);
        DefaultMQPullConsumer consumer = new DefaultMQPullConsumer("FindingsConsumers");
        consumer.setNamesrvAddr(nameServer);
        consumer.start();
        Set<String> found = new HashSet<>();
        for (MessageQueue queue : consumer.fetchSubscribeMessageQueues(topic)) {
            long offset = consumer.minOffset(queue);
            for (int idle = 0; idle < 3;) {
                PullResult pulled = consumer.pull(queue, "*", offset, 32);
                offset = pulled.getNextBeginOffset();
                if (pulled.getPullStatus() == PullStatus.FOUND) pulled.getMsgFoundList().forEach(message -> found.add(new String(message.getBody(), StandardCharsets.UTF_8)));
                else idle++;
            }
        }
        found.forEach(System.out::println);
        consumer.shutdown();
    }

    public static void main(String[] args) throws Exception {
        if (args[0].equals("send")) send(args[1], args[2], Integer.parseInt(args[3]), Integer.parseInt(args[4]));
        else try { read(args[1], args[2]); } catch (Exception e) { System.exit(3); }
        System.exit(0);
    }
}
