const high = Weather.today.High;
if (high > "20") { Phone.ring.skip(); }
if ("9.5" <= Weather.today.Low) { Phone.ring.skip(); }
Sheets.rows.forEach((row) => {
  if (row.Count < "100") { Phone.ring.skip(); }
});
