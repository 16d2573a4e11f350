"""Random Chinese and English sentences about imaginary zones, with realistic word frequencies."""

from itertools import accumulate
from random import Random

FIRST = (
    "临安永新平长宁东西南北清汾沁襄潞阳武宣德泰滁怀商汉荆岳衡郴韶惠梅柳桂梧钦遂泸绵宜渝黔"
    "曲昭楚甘陇延榆渭张酒肃银固吴石昌伊哈图松白辽抚营锦朝葫"
)
SECOND = "阳州山江城河水川源林泉海湖口原陵昌丰宁安庆平南化兴"
INDUSTRIES = [
    ("装备制造", "equipment"),
    ("新材料", "new materials"),
    ("电子信息", "electronics"),
    ("生物医药", "biomedicine"),
    ("食品加工", "food processing"),
    ("汽车零部件", "car parts"),
    ("精细化工", "fine chemicals"),
    ("现代物流", "logistics"),
    ("纺织服装", "textiles"),
    ("节能环保", "environmental technology"),
    ("光伏储能", "solar and storage"),
    ("集成电路", "integrated circuits"),
    ("智能家电", "smart appliances"),
    ("绿色建材", "green building materials"),
    ("航空航天", "aerospace"),
    ("稀土功能材料", "rare-earth materials"),
    ("轨道交通装备", "rail equipment"),
    ("海洋工程", "marine engineering"),
]
VERBS = [
    "推行",
    "深化",
    "实施",
    "推进",
    "试点",
    "探索",
    "建立",
    "出台",
    "完善",
    "落实",
    "率先开展",
    "全面铺开",
    "启动",
]
FORMS = [
    "改革",
    "机制",
    "办法",
    "工作方案",
    "实施细则",
    "试点",
    "清单",
    "服务专区",
    "联席会议制度",
    "“一张图”",
    "专班",
    "三年行动",
]
SUBJECTS = [
    "管委会",
    "行政审批局",
    "开发区党工委",
    "招商服务中心",
    "自然资源分局",
    "企业服务中心",
    "市政府",
    "财政金融局",
    "项目专班",
    "综合执法大队",
    "投资促进局",
    "数据管理中心",
]
ACTIONS = [
    "把分散在各部门的审批事项集中到一个窗口",
    "将项目前期的评估评审改为区域统一评价",
    "对新建工业项目实行信用承诺，先建后验",
    "为重点企业配备服务专员，全程代办手续",
    "按亩均税收对存量用地分级管理",
    "实行全员竞聘、末位调整的岗位绩效制度",
    "设立产业引导基金，对初创企业分期投入",
    "与高校共建实训基地，定向培养技能人才",
    "推动证照联办，申请材料一次提交、多处共用",
    "把土地出让、规划许可与施工许可并联办理",
    "建立重大项目周调度、月通报、季观摩的推进办法",
    "对进规企业给予设备投资补助和贷款贴息",
    "以飞地方式与发达地区共建园区，税收按比例分成",
    "推广电子证照和不见面审批，办件全程留痕",
    "清理闲置厂房，引入专业运营公司改造后出租",
    "按产业链设立招商小分队，实行链长负责",
    "对环境影响评价实行打捆审批，缩短办理时间",
    "在园区设立人民调解和知识产权服务站点",
]
RESULTS = [
    "办理时间比改革前缩短{n}个工作日",
    "累计办件{n}件",
    "盘活低效用地{n}亩",
    "受益企业{n}家",
    "签约项目{n}个",
    "减少申报材料{n}份",
    "压缩审批环节{n}个",
    "兑现奖补资金{n}万元",
    "新增就业{n}人",
    "融资对接{n}亿元",
]
CLOSINGS = [
    "来源未说明具体期限。",
    "这一做法先在核心区实施，再推广到全区。",
    "具体范围以目录为准。",
    "来源称效果明显，没有给出对照。",
    "同类事项此前由三个部门分别办理。",
    "有关规定每年评估一次。",
]
RARE = "氢醇锂钛钒钨钼铌钽锆镓锗铟碲硒氟硅硼磷炭焦酚酮醛酯胺腈砜烯炔烷苯萘蒽菲芘萤镁铝"
RARE_ENDS = [
    "中试平台",
    "检测中心",
    "示范产线",
    "回收基地",
    "联合实验室",
    "保税仓库",
    "期货交割库",
    "专利池",
    "标准厂房",
]
PLACES = [
    "服务大厅",
    "标准厂房区",
    "科创园",
    "物流园",
    "综合保税区",
    "产业新城",
    "核心区",
    "拓展区",
]
NEWSPAPERS = [
    ("经济观察日报", "Economic Observation Daily"),
    ("园区建设报", "Park Construction News"),
    ("产业导报", "Industry Guide"),
    ("改革纪实周刊", "Reform Weekly"),
    ("县域经济报", "County Economy"),
    ("工业园区通讯", "Industrial Park Bulletin"),
]
SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗"
NAMES = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂文辉力"
SCOPES = [
    ("规模以上工业企业", "industrial firms above the threshold"),
    ("核心区", "the core area"),
    ("含托管乡镇", "including the townships under its care"),
    ("全区", "the whole zone"),
]
DETAILS = [
    ("两个项目合计", "two projects together"),
    ("一家企业", "one company"),
    ("新签约项目", "newly signed projects"),
    ("从立项到施工许可", "from project initiation to construction permit"),
]


class Chooser:
    """Draws from a list; the n-th entry about 1/n**`skew` as often as the first."""

    def __init__(self, entries, skew: float = 1.0):
        self.entries = list(entries)
        self.weights = list(accumulate(1 / n**skew for n in range(1, len(self.entries) + 1)))

    def one(self, random: Random):
        return random.choices(self.entries, cum_weights=self.weights)[0]

    def some(self, random: Random, most: int) -> list:
        number = random.choices(range(1, most + 1), weights=range(most, 0, -1))[0]
        drawn = random.choices(self.entries, cum_weights=self.weights, k=number)
        return list(dict.fromkeys(drawn))


actions, results, closings = Chooser(ACTIONS, 0.7), Chooser(RESULTS, 0.6), Chooser(CLOSINGS, 1.2)
subjects, verbs, forms = Chooser(SUBJECTS, 0.9), Chooser(VERBS, 0.8), Chooser(FORMS, 0.8)
industries = Chooser(INDUSTRIES, 0.8)


def amount(random: Random) -> int:
    return int(random.lognormvariate(3.5, 1.2)) + 1


def person(random: Random) -> str:
    return random.choice(SURNAMES) + "".join(random.sample(NAMES, random.choice((1, 2))))


def rare_thing(random: Random) -> str:
    return "".join(random.sample(RARE, 2)) + random.choice(RARE_ENDS)


def city(random: Random) -> str:
    return random.choice(FIRST) + random.choice(SECOND)


def reform_title(random: Random, kind: str) -> str:
    """Like “深化标准地改革”, often with a place or an industry."""
    about = random.random()
    if about < 0.25:
        kind = f"{industries.one(random)[0]}项目{kind}"
    elif about < 0.4:
        kind = f"{random.choice(PLACES)}{kind}"
    return f"{verbs.one(random)}{kind}{forms.one(random)}"


def summary(random: Random, kind: str) -> str:
    parts = []
    for _sentence in range(random.choices((1, 2, 3, 4), weights=(5, 8, 4, 2))[0]):
        end = results.one(random).format(n=amount(random))
        parts.append(f"{subjects.one(random)}{actions.one(random)}，{end}。")
    if random.random() < 0.3:
        parts.insert(1, f"{kind}事项由专人负责，{random.choice(PLACES)}设咨询台。")
    if random.random() < 0.04:
        parts.append(f"{city(random)}市{rare_thing(random)}由此落户园区。")
    parts.append(closings.one(random))
    return "".join(parts)


def english_summary(random: Random, kind: str) -> str:
    return (
        f"The zone carries out {kind.lower()}: {random.choice(INDUSTRIES)[1]} projects are handled "
        f"first; the source reports {amount(random)} cases and gives no comparison."
    )


def policy_title(random: Random, province: str) -> str:
    subject = random.choice(
        ["化工园区", "化工集中区", "危险化学品生产企业", "煤化工行业", "沿江化工企业"]
    )
    aim = random.choice(
        ["安全整治提升", "认定管理", "转型发展", "搬迁改造", "环境治理", "高质量发展"]
    )
    year = random.randint(2014, 2024)
    form = random.choice(["实施方案", "管理办法", "行动计划", "指导意见"])
    return f"{province}{subject}{aim}{form}（{year}年版）"
