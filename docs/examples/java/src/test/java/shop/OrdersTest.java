package shop;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.rocketmq.client.consumer.DefaultMQPushConsumer;
import org.apache.rocketmq.client.consumer.listener.ConsumeConcurrentlyStatus;
import org.apache.rocketmq.client.consumer.listener.MessageListenerConcurrently;
import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.apache.rocketmq.client.producer.SendStatus;
import org.apache.rocketmq.common.consumer.ConsumeFromWhere;
import org.apache.rocketmq.common.message.Message;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class OrdersTest {
    @Test
    @Timeout(120)
    void anOrderOutlivesTheBrokerThatTookIt() throws Exception {
        try (RocketproofCluster cluster = new RocketproofCluster("--mode", "dledger")) {
            DefaultMQProducer producer = new DefaultMQProducer("shop");
            producer.setNamesrvAddr(cluster.nameServer());
            // The default is 30 s: so long it would send to a leader that is dead.
            producer.setPollNameServerInterval(500);
            producer.start();

            send(producer, "7 EUR");
            String killed = cluster.post("kill", "broker-a/leader");
            send(producer, "9 EUR");
            cluster.post("restart", killed);
            producer.shutdown();

            CountDownLatch seven = new CountDownLatch(1);
            CountDownLatch nine = new CountDownLatch(1);
            DefaultMQPushConsumer consumer = new DefaultMQPushConsumer("books");
            consumer.setNamesrvAddr(cluster.nameServer());
            consumer.setConsumeFromWhere(ConsumeFromWhere.CONSUME_FROM_FIRST_OFFSET);
            // 5.5.0 may lose its first heartbeat, and the broker hands out nothing before one; the default is 30 s.
            consumer.setHeartbeatBrokerInterval(1_000);
            consumer.subscribe("orders", "paid");
            consumer.registerMessageListener((MessageListenerConcurrently) (messages, context) -> {
                messages.forEach(message -> (new String(message.getBody()).equals("7 EUR") ? seven : nine).countDown());
                return ConsumeConcurrentlyStatus.CONSUME_SUCCESS;
            });
            consumer.start();
            assertTrue(seven.await(60, TimeUnit.SECONDS), "the order before the kill");
            assertTrue(nine.await(60, TimeUnit.SECONDS), "the order after the kill");
            consumer.shutdown();
        }
    }

    /** Until it is stored by a majority: then it survives any one broker. */
    private static void send(DefaultMQProducer producer, String order) throws InterruptedException {
        while (true) {
            try {
                if (producer.send(new Message("orders", "paid", order.getBytes())).getSendStatus() == SendStatus.SEND_OK) return;
            } catch (InterruptedException stopped) {
                throw stopped;
            } catch (Exception noLeader) {
                Thread.sleep(50);
            }
        }
    }
}
