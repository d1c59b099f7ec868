"""The stamped scan of a city's list: handed in by the city, read by both."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from applications.actions import stamping
from applications.forms.recommending import SheetForm
from applications.models import RecommendationSheet, Round
from applications.views.city_recommendations import chosen_round, list_page
from portal.conflict import conflict
from portal.doors import city_only, only
from portal.download import stored_file
from portal.models import User

CLOSED = "现在不能上传盖章件：这一批次还没有推荐企业，或已结束申报与推荐。"
CHANGED = "推荐汇总表刚刚有变动，盖章件没有保存。请重新导出、盖章后再上传。"
ANOTHER = (
    "这份文件页脚的摘要以 {} 开头，现在的汇总表以 {} 开头：盖章的不是现在这份名单，"
    "没有保存。请重新导出 PDF，签字盖章后再上传。"
)
UNCHECKED = "这份文件还没有通过安全检查，暂时不能打开。请稍后再试。"


@require_POST
@city_only
def stamped_upload(request: HttpRequest) -> HttpResponse:
    round = chosen_round(request)
    url = f"{reverse('applications:city_list')}?round={round.pk}#stamped"
    form = SheetForm(request.POST, request.FILES)
    if form.is_valid():
        found = form.cleaned_data["file"]
        answer = found.answer
        try:
            stamping.keep(
                round=round,
                city=request.user.city,
                scan=stamping.Scan(found.file, answer.name, answer.content_type),
                digest=request.POST.get("digest", ""),
                by=request.user,
                at=timezone.now(),
            )
        except stamping.StampsAreClosed:
            return conflict(request, CLOSED, url)
        except stamping.ListHasChanged:
            return conflict(request, CHANGED, url)
        except stamping.Infected as virus:
            form.add_error("file", f"文件查出病毒（{virus}），没有保存。")
        except stamping.AnotherList as other:
            form.add_error("file", ANOTHER.format(other.shown[:8], other.current[:8]))
        else:
            messages.success(request, "盖章件已上传。")
            return redirect(url)
    rounds = list(Round.objects.visible_to(request.user))
    context = list_page(request, rounds, round, form=form)
    return render(request, "applications/city/recommendation_list.html", context)


@require_safe
@only(User.Role.CITY, User.Role.OFFICIAL)
def stamped(request: HttpRequest, key: str) -> HttpResponse:
    rows = RecommendationSheet.objects.visible_to(request.user)
    sheet = get_object_or_404(rows, key=key)
    if not sheet.is_servable:
        return conflict(request, UNCHECKED)
    return stored_file(sheet)


urlpatterns = [
    path("city/recommendations/stamped/", stamped_upload, name="stamped_upload"),
    path("stamped/<str:key>/", stamped, name="stamped"),
]
