if hour < 7:
    Phone.ring.skip()
elif hour > 9:
    pass
