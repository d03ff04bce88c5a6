"""How charts look: from a chart's content to a Vega-Lite drawing, and from that to SVG.

`ink.py` has the colours, `canvas.py` what all kinds share, and each kind a file of its own; `svg.py` is the only one
that knows vl-convert. All but `svg.py` are pure. Read `../charts.py` first, the way in.
"""
