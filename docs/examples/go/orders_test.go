package shop

import (
	"context"
	"testing"
	"time"

	"github.com/apache/rocketmq-client-go/v2"
	"github.com/apache/rocketmq-client-go/v2/consumer"
	"github.com/apache/rocketmq-client-go/v2/primitive"
	"github.com/apache/rocketmq-client-go/v2/producer"
	"github.com/apache/rocketmq-client-go/v2/rlog"
)

func TestAnOrderOutlivesTheBrokerThatTookIt(t *testing.T) {
	rlog.SetLogLevel("fatal")
	cluster := startCluster(t, "--mode", "dledger")
	nameServers := primitive.NewPassthroughResolver([]string{cluster.NameServer})

	send(t, nameServers, "7 EUR")
	killed := cluster.post(t, "kill", "broker-a/leader")
	send(t, nameServers, "9 EUR")
	cluster.post(t, "restart", killed)

	orders := make(chan string, 100)
	books, err := rocketmq.NewPushConsumer(consumer.WithGroupName("books"), consumer.WithNsResolver(nameServers), consumer.WithConsumeFromWhere(consumer.ConsumeFromFirstOffset))
	must(t, err)
	must(t, books.Subscribe("orders", consumer.MessageSelector{}, func(_ context.Context, messages ...*primitive.MessageExt) (consumer.ConsumeResult, error) {
		for _, message := range messages {
			orders <- string(message.Body)
		}
		return consumer.ConsumeSuccess, nil
	}))
	must(t, books.Start())
	defer books.Shutdown()
	for read := map[string]bool{}; !read["7 EUR"] || !read["9 EUR"]; {
		select {
		case order := <-orders:
			read[order] = true
		case <-time.After(time.Minute):
			t.Fatalf("only %v was read", read)
		}
	}
}

// Sends until it is stored by a majority: then it survives any one broker. A client asks for routes when it starts, and then every
// 30 s, which cannot be changed; a new one does not try a leader that is dead.
func send(t *testing.T, nameServers primitive.NsResolver, order string) {
	t.Helper()
	for deadline := time.Now().Add(time.Minute); time.Now().Before(deadline); time.Sleep(100 * time.Millisecond) {
		shop, err := rocketmq.NewProducer(producer.WithGroupName("shop"), producer.WithNsResolver(nameServers), producer.WithRetry(0))
		must(t, err)
		must(t, shop.Start())
		sent, err := shop.SendSync(context.Background(), primitive.NewMessage("orders", []byte(order)).WithTag("paid"))
		must(t, shop.Shutdown())
		if err == nil && sent.Status == primitive.SendOK {
			return
		}
	}
	t.Fatalf("%s was not taken within a minute", order)
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
