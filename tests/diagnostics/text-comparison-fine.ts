if (Weather.today.High > 20 || Number(Weather.today.High) > 20) { Phone.ring.skip(); }
if (Meta.currentUserTime.format("HH") > "20" || Weather.today.At > "07:30") { Phone.ring.skip(); }
if (Weather.today.Day > "2026-01-31" || Weather.today.High > "0" || Weather.today.Hour < "07") { Phone.ring.skip(); }
