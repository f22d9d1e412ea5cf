// Cases with Apache's Go client, one JSON line each: main NAMESERVER BROKER [PART OF A NAME].
package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"runtime/debug"
	"sort"
	"strings"
	"sync"
	"time"

	"github.com/apache/rocketmq-client-go/v2"
	"github.com/apache/rocketmq-client-go/v2/admin"
	"github.com/apache/rocketmq-client-go/v2/consumer"
	"github.com/apache/rocketmq-client-go/v2/primitive"
	"github.com/apache/rocketmq-client-go/v2/producer"
	"github.com/apache/rocketmq-client-go/v2/rlog"
)

var nameServer string
var broker string

// Only cases with this in their names.
var only string
var run = time.Now().UnixMilli() % 1e9
var names int

func unique(base string) string {
	names++
	return fmt.Sprintf("go_%s_%d_%d", base, run, names)
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}

func check(ok bool, text string, args ...any) {
	if !ok {
		panic(fmt.Errorf(text, args...))
	}
}

func await(what string, ok func() bool) {
	for end := time.Now().Add(40 * time.Second); !ok(); time.Sleep(20 * time.Millisecond) {
		check(time.Now().Before(end), "not in 40 s: %s", what)
	}
}

func tell(name string, of func() string) {
	if !strings.Contains(name, only) {
		return
	}
	status, detail := "PASS", ""
	func() {
		defer func() {
			if problem := recover(); problem != nil {
				status, detail = "FAIL", fmt.Sprint(problem)
			}
		}()
		detail = of()
	}()
	line, _ := json.Marshal(map[string]string{"case": name, "status": status, "detail": detail})
	fmt.Println(string(line))
}

func resolver() primitive.NsResolver {
	return primitive.NewPassthroughResolver([]string{nameServer})
}

func newAdmin() interface {
	CreateTopic(context.Context, ...admin.OptionCreate) error
	DeleteTopic(context.Context, ...admin.OptionDelete) error
	FetchAllTopicList(context.Context) (*admin.TopicList, error)
	Close() error
} {
	a, err := admin.NewAdmin(admin.WithResolver(resolver()))
	must(err)
	return a
}

func topic(base string, queues int) string {
	name := unique(base)
	a := newAdmin()
	defer a.Close()
	must(a.CreateTopic(context.Background(), admin.WithTopicCreate(name), admin.WithBrokerAddrCreate(broker), admin.WithReadQueueNums(queues), admin.WithWriteQueueNums(queues)))
	return name
}

func started(options ...producer.Option) rocketmq.Producer {
	p, err := rocketmq.NewProducer(append([]producer.Option{producer.WithGroupName(unique("p")), producer.WithInstanceName(unique("i")), producer.WithNsResolver(resolver()), producer.WithRetry(2)}, options...)...)
	must(err)
	must(p.Start())
	return p
}

func message(topic, body string) *primitive.Message {
	return primitive.NewMessage(topic, []byte(body)).WithTag("T")
}

func send(p rocketmq.Producer, topic string, bodies ...string) {
	for _, body := range bodies {
		result, err := p.SendSync(context.Background(), message(topic, body))
		must(err)
		check(result.Status == primitive.SendOK, "status %v", result.Status)
	}
}

// Bodies received, and how often each.
type sink struct {
	sync.Mutex
	counts map[string]int
	order  []*primitive.MessageExt
}

func newSink() *sink { return &sink{counts: map[string]int{}} }

func (s *sink) take(_ context.Context, messages ...*primitive.MessageExt) (consumer.ConsumeResult, error) {
	s.Lock()
	defer s.Unlock()
	for _, m := range messages {
		s.counts[string(m.Body)]++
		s.order = append(s.order, m)
	}
	return consumer.ConsumeSuccess, nil
}

func (s *sink) await(bodies ...string) {
	await(fmt.Sprintf("%d messages", len(bodies)), func() bool {
		s.Lock()
		defer s.Unlock()
		for _, body := range bodies {
			if s.counts[body] == 0 {
				return false
			}
		}
		return true
	})
}

func (s *sink) total() int {
	s.Lock()
	defer s.Unlock()
	return len(s.order)
}

func push(topic string, selector consumer.MessageSelector, take func(context.Context, ...*primitive.MessageExt) (consumer.ConsumeResult, error), options ...consumer.Option) rocketmq.PushConsumer {
	c, err := rocketmq.NewPushConsumer(append([]consumer.Option{consumer.WithGroupName(unique("g")), consumer.WithInstance(unique("i")), consumer.WithNsResolver(resolver()), consumer.WithConsumeFromWhere(consumer.ConsumeFromFirstOffset)}, options...)...)
	must(err)
	must(c.Subscribe(topic, selector, take))
	must(c.Start())
	return c
}

func bodies(prefix string, count int) []string {
	all := make([]string, count)
	for i := range all {
		all[i] = fmt.Sprintf("%s%d", prefix, i)
	}
	return all
}

type listener struct {
	sync.Mutex
	asked int
}

func (l *listener) ExecuteLocalTransaction(m *primitive.Message) primitive.LocalTransactionState {
	switch {
	case strings.HasPrefix(string(m.Body), "commit"):
		return primitive.CommitMessageState
	case strings.HasPrefix(string(m.Body), "rollback"):
		return primitive.RollbackMessageState
	}
	return primitive.UnknowState
}

func (l *listener) CheckLocalTransaction(m *primitive.MessageExt) primitive.LocalTransactionState {
	l.Lock()
	defer l.Unlock()
	l.asked++
	if strings.HasSuffix(string(m.Body), "yes") {
		return primitive.CommitMessageState
	}
	return primitive.RollbackMessageState
}

func cases() {
	ctx := context.Background()
	p := started()
	defer p.Shutdown()

	tell("admin: create, list, delete a topic", func() string {
		name := topic("admin", 3)
		a := newAdmin()
		defer a.Close()
		has := func() bool {
			list, err := a.FetchAllTopicList(ctx)
			must(err)
			at := sort.SearchStrings(sorted(list.TopicList), name)
			return at < len(list.TopicList) && sorted(list.TopicList)[at] == name
		}
		await("the topic to be listed", has)
		must(a.DeleteTopic(ctx, admin.WithTopicDelete(name), admin.WithBrokerAddrDelete(broker), admin.WithNameSrvAddr([]string{nameServer})))
		await("the topic to be gone", func() bool { return !has() })
		return ""
	})
	tell("send: sync", func() string {
		result, err := p.SendSync(ctx, message(topic("sync", 2), "x").WithKeys([]string{"k1", "k2"}))
		must(err)
		check(result.Status == primitive.SendOK && result.OffsetMsgID != "", "%v", result)
		return ""
	})
	tell("send: a topic that does not exist yet", func() string {
		send(p, unique("fresh"), "x")
		return ""
	})
	tell("send: async", func() string {
		var group sync.WaitGroup
		var failed error
		name := topic("async", 4)
		group.Add(100)
		for _, body := range bodies("a", 100) {
			must(p.SendAsync(ctx, func(_ context.Context, _ *primitive.SendResult, err error) {
				if err != nil {
					failed = err
				}
				group.Done()
			}, message(name, body)))
		}
		group.Wait()
		must(failed)
		return "100"
	})
	tell("send: one-way; push: concurrent", func() string {
		name := topic("oneway", 4)
		s := newSink()
		c := push(name, consumer.MessageSelector{}, s.take)
		defer c.Shutdown()
		all := bodies("o", 200)
		for _, body := range all {
			must(p.SendOneWay(ctx, message(name, body)))
		}
		s.await(all...)
		return fmt.Sprintf("200 sent, %d received", s.total())
	})
	tell("send: batch", func() string {
		name := topic("batch", 2)
		s := newSink()
		c := push(name, consumer.MessageSelector{}, s.take)
		defer c.Shutdown()
		var batch []*primitive.Message
		for _, body := range bodies("b", 50) {
			batch = append(batch, message(name, body))
		}
		result, err := p.SendSync(ctx, batch...)
		must(err)
		check(result.Status == primitive.SendOK, "status %v", result.Status)
		s.await(bodies("b", 50)...)
		return "50 in one"
	})
	tell("send: a body that is compressed, properties", func() string {
		name := topic("props", 1)
		s := newSink()
		c := push(name, consumer.MessageSelector{}, s.take)
		defer c.Shutdown()
		large := strings.Repeat("compress me ", 10_000)
		m := message(name, large).WithKeys([]string{"key"})
		m.WithProperty("colour", "ünï")
		_, err := p.SendSync(ctx, m)
		must(err)
		s.await(large)
		got := s.order[0]
		check(got.GetProperty("colour") == "ünï" && got.GetKeys() == "key" && got.GetTags() == "T", "properties %v", got.GetProperties())
		return "120000 bytes"
	})
	tell("filter: tags", func() string {
		name := topic("tags", 2)
		s := newSink()
		c := push(name, consumer.MessageSelector{Type: consumer.TAG, Expression: "A || C"}, s.take)
		defer c.Shutdown()
		for _, tag := range []string{"A", "B", "C"} {
			_, err := p.SendSync(ctx, primitive.NewMessage(name, []byte(tag)).WithTag(tag))
			must(err)
		}
		s.await("A", "C")
		check(s.total() == 2, "%v", s.counts)
		return ""
	})
	tell("filter: SQL92", func() string {
		name := topic("sql", 2)
		s := newSink()
		c := push(name, consumer.MessageSelector{Type: consumer.SQL92, Expression: "a BETWEEN 2 AND 3 AND b = 'x'"}, s.take)
		defer c.Shutdown()
		for i := 0; i < 5; i++ {
			m := message(name, fmt.Sprint(i))
			m.WithProperty("a", fmt.Sprint(i))
			m.WithProperty("b", "x")
			_, err := p.SendSync(ctx, m)
			must(err)
		}
		s.await("2", "3")
		check(s.total() == 2, "%v", s.counts)
		return ""
	})
	tell("push: orderly, a queue for each key", func() string {
		name := topic("orderly", 4)
		s := newSink()
		c := push(name, consumer.MessageSelector{}, s.take, consumer.WithConsumerOrder(true))
		defer c.Shutdown()
		hashing := started(producer.WithQueueSelector(producer.NewHashQueueSelector()))
		defer hashing.Shutdown()
		for i := 0; i < 25; i++ {
			for _, key := range []string{"a", "b", "c"} {
				_, err := hashing.SendSync(ctx, message(name, fmt.Sprintf("%s %02d", key, i)).WithShardingKey(key))
				must(err)
			}
		}
		await("75 messages", func() bool { return s.total() >= 75 })
		last := map[string]string{}
		for _, m := range s.order {
			body := string(m.Body)
			check(body > last[body[:1]], "%s after %s", body, last[body[:1]])
			last[body[:1]] = body
		}
		return "75 in order"
	})
	tell("push: broadcast to two", func() string {
		name, group := topic("broadcast", 2), unique("g")
		one, two := newSink(), newSink()
		for _, s := range []*sink{one, two} {
			c := push(name, consumer.MessageSelector{}, s.take, consumer.WithConsumerModel(consumer.BroadCasting), consumer.WithGroupName(group))
			defer c.Shutdown()
		}
		send(p, name, bodies("c", 20)...)
		one.await(bodies("c", 20)...)
		two.await(bodies("c", 20)...)
		return ""
	})
	tell("push: two share the queues", func() string {
		name, group := topic("share", 4), unique("g")
		one, two := newSink(), newSink()
		for _, s := range []*sink{one, two} {
			c := push(name, consumer.MessageSelector{}, s.take, consumer.WithGroupName(group))
			defer c.Shutdown()
		}
		count := 0
		await("both to be given some", func() bool {
			send(p, name, fmt.Sprintf("s%d", count))
			count++
			return one.total() > 0 && two.total() > 0
		})
		return ""
	})
	tell("retry, and dead after the last", func() string {
		name, group := topic("retry", 1), unique("g")
		var lock sync.Mutex
		var times []int32
		c := push(name, consumer.MessageSelector{}, func(_ context.Context, messages ...*primitive.MessageExt) (consumer.ConsumeResult, error) {
			lock.Lock()
			defer lock.Unlock()
			concurrent, _ := primitive.GetConcurrentlyCtx(context.Background())
			if concurrent != nil {
				concurrent.DelayLevelWhenNextConsume = 1
			}
			times = append(times, messages[0].ReconsumeTimes)
			return consumer.ConsumeRetryLater, nil
		}, consumer.WithGroupName(group), consumer.WithMaxReconsumeTimes(1))
		defer c.Shutdown()
		send(p, name, "again")
		await("the second time", func() bool {
			lock.Lock()
			defer lock.Unlock()
			return len(times) >= 2
		})
		a := newAdmin()
		defer a.Close()
		await("a dead letter queue", func() bool {
			list, err := a.FetchAllTopicList(ctx)
			must(err)
			for _, each := range list.TopicList {
				if each == "%DLQ%"+group {
					return true
				}
			}
			return false
		})
		return fmt.Sprintf("came %v times before", times)
	})
	tell("delay level", func() string {
		name := topic("delay", 1)
		s := newSink()
		c := push(name, consumer.MessageSelector{}, s.take)
		defer c.Shutdown()
		_, err := p.SendSync(ctx, message(name, "late").WithDelayTimeLevel(2))
		must(err)
		s.await("late")
		late := s.order[0].StoreTimestamp - s.order[0].BornTimestamp
		check(late >= 4_900, "after %d ms", late)
		return "level 2: 5 s"
	})
	tell("transaction: commit, roll back, check back", func() string {
		name := topic("tx", 1)
		s := newSink()
		c := push(name, consumer.MessageSelector{}, s.take)
		defer c.Shutdown()
		l := &listener{}
		tx, err := rocketmq.NewTransactionProducer(l, producer.WithNsResolver(resolver()), producer.WithGroupName(unique("tx")), producer.WithInstanceName(unique("i")))
		must(err)
		must(tx.Start())
		defer tx.Shutdown()
		for _, body := range []string{"commit", "rollback", "ask yes", "ask no"} {
			_, err := tx.SendMessageInTransaction(ctx, message(name, body))
			must(err)
		}
		s.await("commit", "ask yes")
		await("both to be asked after", func() bool { l.Lock(); defer l.Unlock(); return l.asked >= 2 })
		check(s.total() == 2, "%v", s.counts)
		return ""
	})
	tell("request and reply", func() string {
		name := topic("rpc", 1)
		c := push(name, consumer.MessageSelector{}, func(_ context.Context, messages ...*primitive.MessageExt) (consumer.ConsumeResult, error) {
			for _, m := range messages {
				reply, err := consumer.CreateReplyMessage(m, []byte("re:"+string(m.Body)))
				must(err)
				// CreateReplyMessage of 2.1.2 does not keep its body.
				reply.Body = []byte("re:" + string(m.Body))
				_, err = p.SendSync(ctx, reply)
				must(err)
			}
			return consumer.ConsumeSuccess, nil
		})
		defer c.Shutdown()
		// The client sends a producer's first heartbeat up to 30 s after its start; until then no broker finds it.
		await("an answer", func() bool {
			answer, err := p.Request(ctx, 3*time.Second, message(name, "ask"))
			return err == nil && string(answer.Body) == "re:ask"
		})
		return ""
	})
	tell("pull consumer: poll and acknowledge", func() string {
		name := topic("pull", 2)
		c, err := rocketmq.NewPullConsumer(consumer.WithGroupName(unique("g")), consumer.WithInstance(unique("i")), consumer.WithNsResolver(resolver()), consumer.WithConsumeFromWhere(consumer.ConsumeFromFirstOffset))
		must(err)
		must(c.Subscribe(name, consumer.MessageSelector{Type: consumer.TAG, Expression: "*"}))
		must(c.Start())
		defer c.Shutdown()
		send(p, name, bodies("l", 30)...)
		got := map[string]bool{}
		await("30 messages", func() bool {
			found, err := c.Poll(ctx, time.Second)
			if err != nil {
				return false
			}
			for _, m := range found.GetMsgList() {
				got[string(m.Body)] = true
			}
			c.ACK(ctx, found, consumer.ConsumeSuccess)
			return len(got) == 30
		})
		return "30"
	})
	tell("trace", func() string {
		name := topic("trace", 1)
		s := newSink()
		traced := newSink()
		t := push("RMQ_SYS_TRACE_TOPIC", consumer.MessageSelector{}, traced.take)
		defer t.Shutdown()
		config := &primitive.TraceConfig{Access: primitive.Local, Resolver: resolver()}
		tp := started(producer.WithTrace(config))
		defer tp.Shutdown()
		c := push(name, consumer.MessageSelector{}, s.take, consumer.WithTrace(config))
		defer c.Shutdown()
		result, err := tp.SendSync(ctx, message(name, "traced"))
		must(err)
		s.await("traced")
		kinds := map[string]bool{}
		await("Pub, SubBefore and SubAfter", func() bool {
			traced.Lock()
			defer traced.Unlock()
			for body := range traced.counts {
				for _, record := range strings.Split(body, "\x02") {
					if strings.Contains(record, result.MsgID) {
						kinds[strings.Split(record, "\x01")[0]] = true
					}
				}
			}
			return kinds["Pub"] && kinds["SubBefore"] && kinds["SubAfter"]
		})
		return "Pub, SubBefore, SubAfter"
	})
	tell("namespace", func() string {
		name := unique("ns")
		a := newAdmin()
		defer a.Close()
		must(a.CreateTopic(ctx, admin.WithTopicCreate("GONS%"+name), admin.WithBrokerAddrCreate(broker)))
		s := newSink()
		c := push(name, consumer.MessageSelector{}, s.take, consumer.WithNamespace("GONS"))
		defer c.Shutdown()
		np := started(producer.WithNamespace("GONS"))
		defer np.Shutdown()
		send(np, name, "in a namespace")
		s.await("in a namespace")
		return ""
	})
	tell("offsets: a group goes on where it stopped", func() string {
		name, group := topic("resume", 1), unique("g")
		first := newSink()
		c := push(name, consumer.MessageSelector{}, first.take, consumer.WithGroupName(group))
		send(p, name, "one")
		first.await("one")
		must(c.Shutdown())
		second := newSink()
		c = push(name, consumer.MessageSelector{}, second.take, consumer.WithGroupName(group))
		defer c.Shutdown()
		send(p, name, "two")
		second.await("two")
		check(second.total() == 1, "%v", second.counts)
		return ""
	})
	tell("VIP channel", func() string {
		vip := started(producer.WithVIPChannel(true))
		defer vip.Shutdown()
		send(vip, topic("vip", 1), "x")
		return ""
	})
	tell("send: refused where nobody may write", func() string {
		name := unique("closed")
		a := newAdmin()
		defer a.Close()
		must(a.CreateTopic(ctx, admin.WithTopicCreate(name), admin.WithBrokerAddrCreate(broker), admin.WithPerm(4)))
		_, err := p.SendSync(ctx, message(name, "x"))
		check(err != nil, "it was taken")
		return errors.Unwrap(fmt.Errorf("%w", err)).Error()
	})
}

func sorted(names []string) []string {
	sort.Strings(names)
	return names
}

func main() {
	rlog.SetLogLevel("fatal")
	nameServer, broker = os.Args[1], os.Args[2]
	version := "unknown"
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, each := range info.Deps {
			if each.Path == "github.com/apache/rocketmq-client-go/v2" {
				version = each.Version
			}
		}
	}
	line, _ := json.Marshal(map[string]string{"client": "Go: github.com/apache/rocketmq-client-go/v2", "version": version})
	fmt.Println(string(line))
	only = strings.Join(os.Args[3:], " ")
	cases()
	os.Exit(0)
}
