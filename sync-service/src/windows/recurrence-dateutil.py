"""The independent implementation of RFC 5545: reads a case a line, writes its starts a line (see recurrence-dateutil.test.ts)."""
import datetime
import json
import sys
import types

from dateutil import rrule

# A rule that names no day would be looked for up to the year 9999.
rrule.datetime = types.SimpleNamespace(**{**vars(datetime), "MAXYEAR": 2040})

for line in sys.stdin:
    case = json.loads(line)
    last = datetime.datetime.fromisoformat(case["last"])
    starts = []
    for start in rrule.rrulestr(case["rule"], dtstart=datetime.datetime.fromisoformat(case["start"])):
        if start > last:
            break
        starts.append(start.isoformat(timespec="seconds"))
    print(json.dumps(starts))
