// Otherwise than the services say.
const order = Shop.newOrder;
Phone.ring.setMesssage(order.Totl + order.Phone);
Phone.ring.setTone("sofft");
Phone.ring.setRepeat("maybe");
Phone.rign.skip();
Phnoe.ring.skip();
Garden.water.skip();
Shop.newOrders.Total;
Shop.refund.Total;
Shop.newOrder.setTotal("5");
Shop.customers.forEach((row) => Shop.refund.setAmount("much" + row.Mail));
Shop.refund.setAmount("much");
const title = Trigger.Costumer;
