// Different things with similar names.
Phone.ring.setText1(Door.rang.Visitor);
Phone.ring.setText2(Door.rang.Visitors);
Phone.ring.setHighC(Weather.today.HighTempC);
Phone.ring.setHighF(Weather.today.HighTempF);
Phone.ring.setTag(Feed.newItem.Tag);
Phone.ring.setTags(Feed.newItem.Tags);
Hue.turnOnAllHue.skip();
Hue.turnOffAllHue.skip();
HueA.turnOn.skip();
HueB.turnOn.skip();
Weather.today.SunriseAt;
Weather.today.SunsetAt;
