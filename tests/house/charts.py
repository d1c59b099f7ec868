"""Charts by the address of their workbooks."""

Arguments = dict[str, list[object]]


def chart_addresses(arguments: Arguments) -> Arguments:
    """Of rounds that the world has already."""
    return {
        "round_chart": [*arguments["round"], "by-expert"],
        "no_such_chart": [*arguments["round"], "no-such-chart"],
        "round_marks": [*arguments["round_kind"], "marks"],
        "closed_marks": [*arguments["closed_kind"], "groups"],
        "years_chart": ["by-round"],
        "city_chart": ["by-places"],
    }
