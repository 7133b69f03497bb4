"""table.py - aligned columns: the first to the left, the others to the right"""

shown = []  # every table so far: what goes into a page, too


def show(title, header, rows, note=""):
    shown.append((title, header, rows, note))
    cells = [[str(cell) for cell in row] for row in [header, *rows]]
    widths = [max(len(row[i]) for row in cells) for i in range(len(header))]
    print(f"\n{title}")
    for row in cells:
        first, *others = (cell.ljust(width) if i == 0 else cell.rjust(width)
                          for i, (cell, width) in enumerate(zip(row, widths)))
        print("  " + "  ".join([first, *others]).rstrip())
    if note:
        print(f"  {note}")


def seconds(value):
    """Three figures that matter, and a unit."""
    for factor, unit in ((1, "s"), (1e3, "ms"), (1e6, "us")):
        if value * factor >= 1:
            return f"{value * factor:.3g} {unit}"
    return f"{value * 1e9:.3g} ns"


def count(value):
    return f"{value:,.0f}"


def rate(value):
    """MB/s and the like."""
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}"


def percent(value):
    return f"{100 * value:.1f} %"
